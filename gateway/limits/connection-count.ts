import { Fault } from '../../subgraphs/kernel/errors/fault.js';
import type { Viewer } from '../../subgraphs/kernel/identity/viewer.js';

/** What is counted: a socket, or an answer that goes on. */
interface Connection {
  readonly destroyed: boolean;
  once(event: 'close', listener: () => void): unknown;
}

/**
 * Counts the open sockets and event streams of each user. Who has not signed in is told by the address; the local user of an open server
 * is its owner and is not counted.
 */
export class ConnectionCount {
  private readonly open = new Map<string, number>();

  /** At most so many of one user; any number when 0. */
  constructor(private readonly most: number) {}

  /** Counts a connection until it closes. RATE_LIMITED when the user has too many. */
  hold(viewer: Viewer, address: string | null, connection: Connection): void {
    const countOut = this.add(viewer, address);
    // One that is gone by now will not say so again.
    if (connection.destroyed) countOut();
    else connection.once('close', countOut);
  }

  private add(viewer: Viewer, address: string | null): () => void {
    if (this.most === 0 || viewer.kind === 'open') return () => undefined;
    const user = viewer.kind === 'anonymous' ? `at ${address ?? 'no address'}` : `is ${viewer.userId}`;
    const before = this.open.get(user) ?? 0;
    if (before >= this.most)
      throw new Fault(
        'RATE_LIMITED',
        `One user has at most ${this.most} sockets and event streams open at once.`,
      );
    this.open.set(user, before + 1);
    let counted = true;
    return () => {
      if (!counted) return;
      counted = false;
      const now = (this.open.get(user) ?? 1) - 1;
      if (now > 0) this.open.set(user, now);
      else this.open.delete(user);
    };
  }
}
