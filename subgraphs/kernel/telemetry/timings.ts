import type { MetricFamily, Sample } from './family.js';

/** Upper bounds in seconds, from a remembered answer to a task that runs for hours. */
const usualBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How long something took, each time. */
export class Timing {
  readonly counts: number[];
  sum = 0;

  constructor(private readonly bounds: readonly number[]) {
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  /** Adds one duration in ms. */
  add(ms: number): void {
    const seconds = ms / 1000;
    let at = 0;
    while (at < this.bounds.length && seconds > (this.bounds[at] ?? 0)) at++;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.sum += seconds;
  }
}

/** Durations by the values of some labels, as a histogram in seconds. Labels have few values. */
export class Timings<L extends string = never> implements MetricFamily {
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  private readonly cells = new Map<
    string,
    { readonly labels: Record<string, string>; readonly timing: Timing }
  >();

  constructor(
    readonly name: string,
    readonly help: string,
    private readonly labelNames: readonly L[] = [],
    /** Upper bounds in seconds. */
    private readonly bounds: readonly number[] = usualBounds,
  ) {}

  /** The durations of these values, which stand in the order of the labels' names. */
  of(...values: readonly string[]): Timing {
    const key = values.join('\n');
    const known = this.cells.get(key);
    if (known) return known.timing;
    const labels = Object.fromEntries(this.labelNames.map((name, i) => [name, values[i] ?? '']));
    const timing = new Timing(this.bounds);
    this.cells.set(key, { labels, timing });
    return timing;
  }

  samples(): readonly Sample[] {
    return [...this.cells.values()].flatMap(({ labels, timing }) => {
      let count = 0;
      const buckets = timing.counts.map((added, i): Sample => {
        count += added;
        const le = this.bounds[i] === undefined ? '+Inf' : String(this.bounds[i]);
        return { labels: { ...labels, le }, value: count, metricName: `${this.name}_bucket` };
      });
      return [
        ...buckets,
        { labels, value: timing.sum, metricName: `${this.name}_sum` },
        { labels, value: count, metricName: `${this.name}_count` },
      ];
    });
  }
}
