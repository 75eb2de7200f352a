import { Fault } from '../errors/fault.js';

/** The cursor clients keep: the subgraph and the place in its log. */
export function cursorOf(subgraph: string, seq: number): string {
  return `${subgraph}.${seq}`;
}

/** Reads a cursor from outside; BAD_USER_INPUT when it is not one of this subgraph's. */
export function parseCursor(subgraph: string, cursor: string): number {
  const match = /^([a-z]+)\.(\d{1,15})$/.exec(cursor);
  if (!match || match[1] !== subgraph) {
    throw new Fault(
      'BAD_USER_INPUT',
      `"${cursor.slice(0, 64)}" is not a cursor of this subscription; leave "after" out to start with the present state.`,
      {
        details: { reason: 'CURSOR_INVALID' },
      },
    );
  }
  return Number(match[2]);
}
