/** The things that can be measured. */
export const metricResources = [
  'storage',
  'storagePool',
  'volume',
  'controller',
  'port',
  'disk',
  'filesystem',
  'share',
] as const;

/** One of them. */
export type MetricResource = (typeof metricResources)[number];

/** A metric a driver offers. */
export interface MetricCapability {
  readonly unit: string;
  readonly description: string;
}

/** What a driver can measure, in the words of section 10.1 of the Delfin contract: it is shown as it is. */
export interface Capabilities {
  /** Whether ranges of the past can be asked for. */
  readonly is_historic: boolean;
  /** How far back, in seconds. */
  readonly performance_metric_retention_window?: number;
  readonly resource_metrics?: Readonly<
    Partial<Record<MetricResource, Readonly<Record<string, MetricCapability>>>>
  >;
  /** Seconds between two collections; the server's setting holds when absent. */
  readonly collect_interval?: number;
  /** Seconds between two tries of a failed one. */
  readonly failed_job_collect_interval?: number;
}

/** What is to be measured, in milliseconds since 1970, the start included and the end not. */
export interface MetricRequest {
  readonly start: number;
  readonly end: number;
  readonly metrics: NonNullable<Capabilities['resource_metrics']>;
}

/** Values of one metric of one thing. */
export interface MetricSeries {
  /** Name of the metric, such as `iops`. */
  readonly name: string;
  readonly resourceType: MetricResource;
  /** Native id of the thing. */
  readonly resourceId: string;
  readonly resourceName?: string;
  readonly unit: string;
  /** RAW unless given. */
  readonly type?: string;
  readonly valueType?: string;
  /** Milliseconds since 1970 and the value, oldest first. */
  readonly samples: readonly (readonly [at: number, value: number])[];
}
