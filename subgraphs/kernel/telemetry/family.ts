/** One value of a metric. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** The name on its line, where it is not the family's own, as with the buckets of a histogram. */
  readonly metricName?: string;
}

/** How the values of several workers become one: added up, or told by one of them for all. */
type Aggregator = 'sum' | 'first' | 'max';

/** A metric with all its values, read when somebody scrapes. */
export interface MetricFamily {
  /** Begins with `infragraph_`; the unit stands at its end. */
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly aggregator: Aggregator;
  samples(): readonly Sample[] | Promise<readonly Sample[]>;
}

/** A metric that is read from where it stands, such as a length or a row of the database. */
export function gauge(
  name: string,
  help: string,
  samples: MetricFamily['samples'],
  aggregator: Aggregator = 'sum',
): MetricFamily {
  return { name, help, type: 'gauge', aggregator, samples };
}

/** One value without labels. */
export function only(value: number): readonly Sample[] {
  return [{ labels: {}, value }];
}
