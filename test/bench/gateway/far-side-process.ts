import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FarSideAnswer, FarSideCommand } from './far-side-messages.js';
import { pinned } from './pinned.js';

/** The far side as the benchmark sees it. */
export class FarSide {
  private constructor(private readonly child: ChildProcess) {}

  /** Starts it on its core. It ends with this process at the latest. */
  static start(core: number): FarSide {
    const [command = '', ...args] = pinned(
      core,
      fileURLToPath(new URL('./far-side.js', import.meta.url)),
      [],
    );
    return new FarSide(spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
  }

  /** Gives a command and waits for its answer. Throws when it fails or the far side ends. */
  async tell<K extends FarSideAnswer['kind']>(
    command: FarSideCommand,
    expected: K,
  ): Promise<FarSideAnswer & { readonly kind: K }> {
    const { promise, resolve, reject } = Promise.withResolvers<FarSideAnswer>();
    const ended = (): void => reject(new Error('The far side of the benchmark ended.'));
    this.child.once('message', resolve);
    this.child.once('exit', ended);
    this.child.once('error', reject);
    this.child.send(command);
    try {
      const answer = await promise;
      if (answer.kind === expected) return answer as FarSideAnswer & { readonly kind: K };
      throw new Error(answer.kind === 'failed' ? answer.message : `It answered "${answer.kind}".`);
    } finally {
      this.child.off('message', resolve);
      this.child.off('exit', ended);
      this.child.off('error', reject);
    }
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    if (this.child.connected) this.child.disconnect();
    await gone;
  }
}
