import cluster from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '../../subgraphs/kernel/config/load.js';
import { openLog, type Log } from '../../subgraphs/kernel/log/log.js';
import { untilSignal } from '../../subgraphs/kernel/server/lifecycle.js';
import type { CommandInput } from '../command-input.js';
import type { ProductConfig } from '../config-groups.js';
import { answerScrapes } from './worker-metrics.js';
import { workerEnvironment, workerNumber, type WorkerMessage } from '../serving-worker.js';

const commandLine = fileURLToPath(new URL('../cli.js', import.meta.url));
const shortestPauseMs = 250;
const longestPauseMs = 30_000;
/** A worker that served for so long has not failed at its start. */
const soundAfterMs = 10_000;
/** What a worker may take beyond the shutdown timeout, of which every part of it has some left. */
const graceMs = 5000;

/** Whether this process is to start others that serve, instead of serving itself. */
export function startsWorkers({ gateway }: ProductConfig): boolean {
  return gateway.workers > 1 && workerNumber() === undefined;
}

/** Throws when several processes cannot serve what one could: an embedded database belongs to one. */
export function refuseWorkers({ gateway, kernel }: ProductConfig): void {
  if (gateway.workers === 1 || kernel.databaseUrl !== undefined) return;
  throw new ConfigError([
    `INFRAGRAPH_WORKERS is ${gateway.workers}, but the embedded database belongs to one process: set DATABASE_URL to a PostgreSQL server, or leave the workers away`,
  ]);
}

/**
 * Runs a verb in several processes behind one listener, which this process holds and shares out connection by
 * connection, so none is lost with a worker. One that ends unasked is started again, at once the first time and later
 * with doubled pauses. Returns the exit code: that of a worker that fails before all have served once, else 0.
 */
export async function superviseWorkers(
  verb: string,
  input: CommandInput,
  config: ProductConfig,
): Promise<number> {
  const supervisor = new Supervisor(config, openLog({ level: config.kernel.logLevel }));
  cluster.setupPrimary({
    exec: commandLine,
    args: [verb, ...Object.entries(input.options).map(([name, value]) => `--${name}=${value}`)],
    // What the launcher or a test was started with is theirs; room for memory is meant for all.
    execArgv: process.execArgv.filter((flag) => flag.startsWith('--max-')),
  });
  const stopAnswering = answerScrapes(config.gateway.workers);
  return supervisor.run().finally(stopAnswering);
}

class Supervisor {
  private readonly stop = new AbortController();
  private code = 0;

  constructor(
    private readonly config: ProductConfig,
    private readonly log: Log,
  ) {}

  async run(): Promise<number> {
    const { workers: count } = this.config.gateway;
    void untilSignal().then((signal) => {
      this.log.info({ signal }, 'Stopping');
      this.stop.abort();
    });
    const numbers = Array.from({ length: count }, (_, i) => i + 1);
    const started = numbers.map(() => Promise.withResolvers<string>());
    const kept = numbers.map((number, i) => this.keep(number, (text) => started[i]?.resolve(text)));
    void Promise.all(started.map(({ promise }) => promise)).then(([text = '']) => {
      process.stdout.write(`${text.trimEnd()}\n${count} workers serve behind this listener.\n`);
    });
    await Promise.all(kept);
    return this.code;
  }

  /** Keeps a worker running until the end. */
  private async keep(number: number, onReady: (text: string) => void): Promise<void> {
    let pauseMs = shortestPauseMs;
    let hasServed = false;
    while (!this.stop.signal.aborted) {
      const startedAt = performance.now();
      const code = await this.runOnce(number, (text) => {
        hasServed = true;
        onReady(text);
      });
      if (this.stop.signal.aborted) return;
      if (!hasServed) {
        this.code = code;
        return this.stop.abort();
      }
      pauseMs = performance.now() - startedAt > soundAfterMs ? shortestPauseMs : pauseMs * 2;
      this.log.error({ worker: number, code, againAfterMs: pauseMs }, 'A worker ended and is started again');
      await delay(Math.min(pauseMs, longestPauseMs), undefined, { signal: this.stop.signal }).catch(
        () => undefined,
      );
      pauseMs = Math.min(pauseMs, longestPauseMs);
    }
  }

  /** Runs a worker once; the exit code, 1 for one that was killed. */
  private async runOnce(number: number, onReady: (text: string) => void): Promise<number> {
    const worker = cluster.fork(workerEnvironment(number));
    worker.on('message', ({ ready }: Partial<WorkerMessage>) => {
      if (ready !== undefined) onReady(ready);
    });
    const ended = once(worker.process, 'exit') as Promise<[number | null]>;
    let overdue: NodeJS.Timeout | undefined;
    const end = (): void => {
      worker.process.kill('SIGTERM');
      overdue = setTimeout(
        () => worker.process.kill('SIGKILL'),
        this.config.server.shutdownTimeout + graceMs,
      );
    };
    if (this.stop.signal.aborted) end();
    this.stop.signal.addEventListener('abort', end, { once: true });
    const [code] = await ended;
    this.stop.signal.removeEventListener('abort', end);
    clearTimeout(overdue);
    return code ?? 1;
  }
}
