import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { watchForOrphans } from './orphan-watch.js';

/** How a process ended: one of the two is null. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Whatever runs work at its end: a test's context, or `{ after }` of node:test for a whole suite. */
export interface ChildOwner {
  after(work: () => Promise<void>): void;
}

/** What a child gets besides its command line. */
export interface ChildOptions {
  readonly cwd?: string;
  /** Variables on top of ours; undefined removes one. */
  readonly env?: NodeJS.ProcessEnv;
  /** What it reads on standard input, which then ends; nothing unless given. */
  readonly input?: string;
}

/** A running program whose output is collected line by line. */
export interface Child {
  readonly pid: number;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  /** Both, in the order of arrival. */
  readonly lines: readonly string[];
  /** Resolves when the process is gone and its output is read. */
  readonly exited: Promise<ChildExit>;
  /** The first line, printed already or later, that matches. Fails after `withinMs` (10 000) or when the program ends without it. */
  waitForLine(pattern: RegExp, withinMs?: number): Promise<RegExpExecArray>;
  /** Signals the program alone, not its own children; SIGTERM unless named. */
  kill(signal?: NodeJS.Signals): void;
}

/**
 * Starts a program in a process group of its own. At the end of `owner`, or when this process
 * dies, the whole group is killed. Fails when the program cannot be started.
 */
export async function startChild(
  owner: ChildOwner,
  command: string,
  args: readonly string[],
  options: ChildOptions = {},
): Promise<Child> {
  const watch = watchForOrphans('KILL');
  const env = { ...process.env, ...options.env };
  const child = spawn(command, args, {
    cwd: options.cwd,
    env,
    detached: true,
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  await once(child, 'spawn').catch((error: unknown) => {
    watch.release();
    throw error;
  });

  child.stdin?.end(options.input);

  const running = new CollectedChild(child, [command, ...args].join(' '));
  watch.guard(-running.pid);
  owner.after(async () => {
    killGroup(running.pid);
    await running.exited;
    watch.release();
  });
  return running;
}

class CollectedChild implements Child {
  readonly stdout: string[] = [];
  readonly stderr: string[] = [];
  readonly lines: string[] = [];
  readonly pid: number;
  readonly exited: Promise<ChildExit>;
  readonly #child: ChildProcess;
  readonly #listeners = new Set<(line: string) => void>();

  constructor(
    child: ChildProcess,
    private readonly title: string,
  ) {
    this.#child = child;
    this.pid = child.pid as number;
    this.exited = this.#whenExited();
    this.#collect(child.stdout as Readable, this.stdout);
    this.#collect(child.stderr as Readable, this.stderr);
  }

  async waitForLine(pattern: RegExp, withinMs = 10_000): Promise<RegExpExecArray> {
    const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
    const look = (line: string): void => {
      const match = new RegExp(pattern, pattern.flags.replace(/[gy]/g, '')).exec(line);
      if (match) resolve(match);
    };
    const late = setTimeout(
      () => reject(this.#failure(`printed no ${pattern} within ${withinMs} ms`)),
      withinMs,
    );
    void this.exited.then(({ code, signal }) =>
      reject(this.#failure(`ended (${signal ?? code}) without printing ${pattern}`)),
    );
    this.lines.forEach(look);
    this.#listeners.add(look);

    try {
      return await promise;
    } finally {
      clearTimeout(late);
      this.#listeners.delete(look);
    }
  }

  kill(signal: NodeJS.Signals = 'SIGTERM'): void {
    this.#child.kill(signal);
  }

  #collect(stream: Readable, own: string[]): void {
    createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
      own.push(line);
      this.lines.push(line);
      this.#listeners.forEach((look) => look(line));
    });
  }

  async #whenExited(): Promise<ChildExit> {
    const closed = once(this.#child, 'close');
    const [code, signal] = (await once(this.#child, 'exit')) as [number | null, NodeJS.Signals | null];
    // A grandchild may hold the pipes open for ever; then what has arrived is all there is.
    await Promise.race([closed, delay(1_000, undefined, { ref: false })]);
    return { code, signal };
  }

  #failure(what: string): Error {
    return new Error(`${this.title} ${what}; its last lines:\n${this.lines.slice(-20).join('\n')}`);
  }
}

/** Kills a process and its descendants of the same group, whether or not the leader still lives. */
function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
