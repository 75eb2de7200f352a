import cluster, { type Worker } from 'node:cluster';
import { gauge, only, type MetricFamily } from '../../subgraphs/kernel/telemetry/family.js';
import {
  remains,
  textOf,
  toldOf,
  type Metrics,
  type ToldMetric,
} from '../../subgraphs/kernel/telemetry/metrics.js';

/** A worker that takes longer is left out of a scrape. */
const longestTellMs = 4000;
/** Longer than the process that asks them all waits for the last. */
const longestScrapeMs = 6000;

/** What workers and the process that started them say to each other about metrics. */
interface MetricsMessage {
  /** A worker wants the text of all. */
  readonly scrape?: string;
  /** A worker is asked for its own. */
  readonly tell?: string;
  /** Its answer; without metrics when they cannot be read. */
  readonly told?: string;
  readonly metrics?: readonly ToldMetric[];
  /** The text of all; without a text when it cannot be made. */
  readonly scraped?: string;
  readonly text?: string;
}

const waiting = new Map<string, (message: MetricsMessage) => void>();
const toldBy = new WeakSet<Metrics>();

/** In a worker: tells its metrics to the process that started it. */
export function tellWhenAsked(metrics: Metrics): void {
  if (toldBy.has(metrics)) return;
  toldBy.add(metrics);
  process.on('message', ({ tell, scraped, ...rest }: MetricsMessage) => {
    if (scraped !== undefined) waiting.get(scraped)?.(rest);
    if (tell === undefined) return;
    const answer = (given: Pick<MetricsMessage, 'metrics'>): void => {
      process.send?.({ told: tell, ...given } satisfies MetricsMessage);
    };
    metrics.tell().then(
      (told) => answer({ metrics: told }),
      () => answer({}),
    );
  });
}

/** In a worker: the text of all workers' metrics. */
export async function scrapeWorkers(): Promise<string> {
  const id = crypto.randomUUID();
  const { text } = await answerTo(id, longestScrapeMs, () => process.send?.({ scrape: id }));
  if (text === undefined) throw new Error('The metrics of the workers could not be put together.');
  return text;
}

/**
 * In the process that started them: puts their metrics together whenever one asks; returns the way to stop that. Sums
 * never fall, for whoever scrapes would take that for a new beginning: a worker that is late is told as it last was, and
 * the counts of one that has ended stay, as of its last scrape.
 */
export function answerScrapes(expected: number): () => void {
  const known = new Known();
  const listen = (worker: Worker, message: MetricsMessage): void => {
    if (message.told !== undefined) waiting.get(message.told)?.(message);
    const { scrape } = message;
    if (scrape === undefined) return;
    const send = (answer: MetricsMessage): void => {
      if (worker.isConnected()) worker.send(answer);
    };
    known.gather(expected).then(
      (text) => send({ scraped: scrape, text }),
      () => send({ scraped: scrape }),
    );
  };
  const ended = ({ id }: Worker): void => known.forget(id);
  cluster.on('message', listen).on('exit', ended);
  return () => cluster.off('message', listen).off('exit', ended);
}

/** What the workers told last, and what is left of those that have ended. */
class Known {
  private readonly last = new Map<number, readonly ToldMetric[]>();
  private left: Promise<readonly ToldMetric[]> = Promise.resolve([]);

  async gather(expected: number): Promise<string> {
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    const connected = workers.filter((worker) => worker.isConnected());
    const told = await Promise.all(connected.map((worker) => this.ask(worker)));
    const answered = told.filter((metrics) => metrics !== undefined).length;
    const own = await Promise.all(workerFamilies(expected, answered).map(toldOf));
    return textOf([...this.last.values(), await this.left, own]);
  }

  forget(id: number): void {
    const metrics = this.last.get(id);
    if (!metrics) return;
    this.last.delete(id);
    this.left = this.left.then((left) => remains([left, metrics]));
  }

  private async ask(worker: Worker): Promise<readonly ToldMetric[] | undefined> {
    const id = crypto.randomUUID();
    const { metrics } = await answerTo(id, longestTellMs, () => worker.send({ tell: id }));
    if (metrics && worker.isConnected()) this.last.set(worker.id, metrics);
    return metrics;
  }
}

/** How many workers are to serve behind a listener, and how many told their metrics; a process that serves alone is one of one. */
export function workerFamilies(expected: number, answered: number): MetricFamily[] {
  return [
    gauge('infragraph_workers_expected', 'Workers that are to serve behind this listener.', () =>
      only(expected),
    ),
    gauge('infragraph_workers', 'Workers that told their metrics.', () => only(answered)),
  ];
}

/** Sends a question and waits for the answer with its id; an empty one when it comes too late. */
function answerTo(id: string, withinMs: number, ask: () => void): Promise<MetricsMessage> {
  const { promise, resolve } = Promise.withResolvers<MetricsMessage>();
  const late = setTimeout(() => resolve({}), withinMs);
  waiting.set(id, resolve);
  ask();
  return promise.finally(() => {
    clearTimeout(late);
    waiting.delete(id);
  });
}
