import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Answer, Command, PreparedCase } from './messages.js';

/** The benchmark's server as the benchmark sees it. */
export interface BenchServerProcess {
  readonly url: string;
  readonly bareUrl: string;
  readonly cases: readonly PreparedCase[];
  /** Runs the SQL of a case alone; answers the ms it took. */
  sql(name: string, times: number, concurrency: number): Promise<number>;
  /** Does a work once; answers the ms it took and those its drivers take alone. */
  work(name: string): Promise<{ readonly ms: number; readonly driversMs: number }>;
  /** Ends it and waits until it is gone. */
  close(): Promise<void>;
}

/** Starts the server on a fresh database and waits until every case is ready. It ends with this process at the latest. */
export async function openServerProcess(
  cases: readonly string[],
  databaseUrl: string | undefined,
): Promise<BenchServerProcess> {
  const child = fork(fileURLToPath(new URL('./server.js', import.meta.url)), [], { stdio: 'inherit' });
  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    if (child.connected) child.disconnect();
    await gone;
  };
  try {
    const opened = await ask(child, { kind: 'open', cases, databaseUrl });
    if (opened.kind !== 'opened') throw unexpected(opened);
    const { url, bareUrl } = opened;
    return {
      url,
      bareUrl,
      cases: opened.cases,
      sql: async (name, times, concurrency) => {
        const answer = await ask(child, { kind: 'sql', name, times, concurrency });
        if (answer.kind !== 'ran') throw unexpected(answer);
        return answer.ms;
      },
      work: async (name) => {
        const answer = await ask(child, { kind: 'work', name });
        if (answer.kind !== 'worked') throw unexpected(answer);
        return answer;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function ask(child: ChildProcess, command: Command): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const ended = (code: number | null, signal: NodeJS.Signals | null): void =>
    reject(new Error(`The benchmark's server ended (${signal ?? code}).`));
  child.once('message', resolve);
  child.once('exit', ended);
  child.send(command);
  try {
    return await promise;
  } finally {
    child.off('message', resolve);
    child.off('exit', ended);
  }
}

function unexpected(answer: Answer): Error {
  return new Error(
    answer.kind === 'failed' ? answer.message : `The benchmark's server answered "${answer.kind}".`,
  );
}
