/** The latest sample of a series with everything its line shows; texts are null when the array did not tell them. */
export interface LatestSample {
  readonly id: number;
  readonly storage_id: string;
  readonly storage_name: string | null;
  readonly storage_sn: string | null;
  readonly resource_type: string;
  readonly resource_id: string | null;
  readonly metric: string;
  readonly type: string | null;
  readonly unit: string | null;
  readonly value_type: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly reading: number;
}

/** Name of the metric a sample belongs to. */
export function metricName(sample: Pick<LatestSample, 'resource_type' | 'metric'>): string {
  return `${sample.resource_type}_${sample.metric}`;
}

/** What stands once in front of all samples of a metric (section 12 of the Delfin contract). */
export function metricHead(sample: Pick<LatestSample, 'resource_type' | 'metric'>): string {
  const name = metricName(sample);
  return `# HELP ${name}  metric for resource ${sample.resource_type}\n# TYPE ${name} gauge\n`;
}

/** The line of a sample: the eight labels in their order, six decimals, milliseconds. */
export function sampleLine(sample: LatestSample): string {
  const labels = [
    `storage_id="${escaped(sample.storage_id)}"`,
    `storage_name="${escaped(sample.storage_name)}"`,
    `storage_sn="${escaped(sample.storage_sn)}"`,
    `resource_type="${escaped(sample.resource_type)}"`,
    `resource_id="${escaped(sample.resource_id)}"`,
    `type="${escaped(sample.type ?? 'RAW')}"`,
    `unit="${escaped(sample.unit)}"`,
    `value_type="${escaped(sample.value_type ?? 'gauge')}"`,
  ];
  return `${metricName(sample)}{${labels.join(',')}} ${decimals(sample.reading)} ${sample.at}\n`;
}

/** A label's value; one that is missing is the word None. */
function escaped(value: string | null): string {
  if (value === null) return 'None';
  return /[\\"\n]/.test(value)
    ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
    : value;
}

/** `toFixed` turns to powers of ten beyond 1e21, which Prometheus reads as well. */
function decimals(value: number): string {
  return value.toFixed(6);
}
