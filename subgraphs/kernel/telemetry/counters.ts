import type { MetricFamily, Sample } from './family.js';

/** A number that only grows. Whoever counts often keeps it and adds to `value`. */
export interface Count {
  value: number;
}

/** Counts by the values of some labels. Each combination is kept for good, so labels have few values. */
export class Counters<L extends string = never> implements MetricFamily {
  readonly type = 'counter';
  readonly aggregator = 'sum';
  private readonly cells = new Map<string, { readonly labels: Record<string, string>; value: number }>();

  constructor(
    readonly name: string,
    readonly help: string,
    private readonly labelNames: readonly L[] = [],
  ) {}

  /** The count of these values, which stand in the order of the labels' names. */
  of(...values: readonly string[]): Count {
    const key = values.join('\n');
    const known = this.cells.get(key);
    if (known) return known;
    const labels = Object.fromEntries(this.labelNames.map((name, i) => [name, values[i] ?? '']));
    const cell = { labels, value: 0 };
    this.cells.set(key, cell);
    return cell;
  }

  samples(): readonly Sample[] {
    return [...this.cells.values()];
  }
}
