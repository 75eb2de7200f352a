import type { Metric, Registry } from 'prom-client';
import type { MetricFamily, Sample } from './family.js';

/** Content type of the text format of Prometheus. */
export const metricsType = 'text/plain; version=0.0.4; charset=utf-8';

/** A metric as one process tells it to another. */
export interface ToldMetric extends Omit<MetricFamily, 'samples'> {
  readonly values: readonly Sample[];
}

let ofThisProcess: Promise<Registry> | undefined;

/** Memory, processor time, event loop and garbage collection are the process's, whatever is open in it. */
async function processMetrics(): Promise<Registry> {
  const { collectDefaultMetrics, Registry: PromRegistry } = await import('prom-client');
  const register = new PromRegistry();
  collectDefaultMetrics({ register });
  return register;
}

/**
 * Everything a process tells of itself. Its parts count by themselves; here they are only read, when somebody scrapes,
 * so that a process nobody scrapes pays nothing more and does not load the library.
 */
export class Metrics {
  private readonly families: MetricFamily[] = [];

  add(...families: readonly MetricFamily[]): void {
    this.families.push(...families);
  }

  /** The text of all metrics. Fails when one cannot be read, such as while the database is away. */
  async text(): Promise<string> {
    return textOf([await this.tell()]);
  }

  /** All metrics, for the process that puts those of several together. */
  async tell(): Promise<readonly ToldMetric[]> {
    ofThisProcess ??= processMetrics();
    const registry = await ofThisProcess;
    return [
      ...(await Promise.all(this.families.map(toldOf))),
      ...((await registry.getMetricsAsJSON()) as unknown as readonly ToldMetric[]),
    ];
  }
}

/** A metric with the values it has now. */
export async function toldOf(family: MetricFamily): Promise<ToldMetric> {
  const { name, help, type, aggregator } = family;
  return { name, help, type, aggregator, values: await family.samples() };
}

/** What stays of processes that have ended: their counts as one, without what was only true while they lived. */
export async function remains(told: readonly (readonly ToldMetric[])[]): Promise<readonly ToldMetric[]> {
  const { AggregatorRegistry } = await import('prom-client');
  const counts = told.map((metrics) => metrics.filter(({ type }) => type !== 'gauge'));
  const sums = AggregatorRegistry.aggregate(counts as never);
  return (await sums.getMetricsAsJSON()) as unknown as readonly ToldMetric[];
}

/** The text of what one process told, or of what several did, put together as each metric says. */
export async function textOf(told: readonly (readonly ToldMetric[])[]): Promise<string> {
  const { AggregatorRegistry, Registry: PromRegistry } = await import('prom-client');
  const [only, ...others] = told;
  if (others.length > 0) return AggregatorRegistry.aggregate([...told] as never).metrics();
  const registry = new PromRegistry();
  for (const metric of only ?? []) {
    const get = (): Promise<ToldMetric> => Promise.resolve(metric);
    // The library types what it makes itself; all it asks of a metric is its name and `get`.
    registry.registerMetric({ ...metric, get } as unknown as Metric);
  }
  return registry.metrics();
}
