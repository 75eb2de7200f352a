import type {
  Capabilities,
  MetricCapability,
  MetricRequest,
  MetricResource,
  MetricSeries,
} from '../metrics.js';
import type { Counted, FakeSettings } from './fake-settings.js';
import type { SeededRandom } from './seeded-random.js';

const sampleEveryMs = 60_000;

const descriptions = {
  iops: ['IOPS', 'Read/write operations per second'],
  readIops: ['IOPS', 'Read operations per second'],
  writeIops: ['IOPS', 'Write operations per second'],
  throughput: ['MB/s', 'Total data transferred per second'],
  readThroughput: ['MB/s', 'Total read data transferred per second'],
  writeThroughput: ['MB/s', 'Total write data transferred per second'],
  responseTime: ['ms', 'Average time taken for an IO operation in ms'],
  readResponseTime: ['ms', 'Read average time taken for an IO operation in ms'],
  writeResponseTime: ['ms', 'Write average time taken for an IO operation in ms'],
  ioSize: ['KB', 'The average size of IO requests in KB'],
  readIoSize: ['KB', 'The average size of read IO requests in KB'],
  writeIoSize: ['KB', 'The average size of write IO requests in KB'],
  cacheHitRatio: ['%', 'Percentage of ops that are cache hits'],
  readCacheHitRatio: ['%', 'Percentage of read ops that are cache hits'],
  writeCacheHitRatio: ['%', 'Percentage of write ops that are cache hits'],
  cpuUsage: ['%', 'Percentage of cpu usage.'],
} as const satisfies Record<string, readonly [unit: string, description: string]>;

type Metric = keyof typeof descriptions;

const seven: readonly Metric[] = [
  'throughput',
  'responseTime',
  'iops',
  'readThroughput',
  'writeThroughput',
  'readIops',
  'writeIops',
];
const nine: readonly Metric[] = [
  'throughput',
  'responseTime',
  'readResponseTime',
  'writeResponseTime',
  'iops',
  'readThroughput',
  'writeThroughput',
  'readIops',
  'writeIops',
];
const ioSizes: readonly Metric[] = ['ioSize', 'readIoSize', 'writeIoSize'];
const cacheHits: readonly Metric[] = ['cacheHitRatio', 'readCacheHitRatio', 'writeCacheHitRatio'];

/** What can be measured of each thing, in the order of section 10.1 of the Delfin contract. */
const metrics = {
  storage: nine,
  storagePool: seven,
  volume: [...nine, ...cacheHits, ...ioSizes],
  controller: [...seven, 'cpuUsage'],
  port: seven,
  disk: seven,
  filesystem: [...nine.filter((name) => name !== 'responseTime'), ...ioSizes],
} as const satisfies Partial<Record<MetricResource, readonly Metric[]>>;

const counted: Readonly<Record<Exclude<keyof typeof metrics, 'storage'>, Counted>> = {
  storagePool: 'pools',
  volume: 'volumes',
  controller: 'controllers',
  port: 'ports',
  disk: 'disks',
  filesystem: 'filesystems',
};

/** What the fake arrays can measure. */
export const fakeCapabilities: Capabilities = {
  is_historic: false,
  performance_metric_retention_window: 4500,
  resource_metrics: Object.fromEntries(
    Object.entries(metrics).map(([resource, names]) => [
      resource,
      Object.fromEntries(names.map((name) => [name, capability(name)])),
    ]),
  ),
};

function capability(name: Metric): MetricCapability {
  const [unit, description] = descriptions[name];
  return { unit, description };
}

/** One batch per metric: a series for the largest number of things there may be, whatever the inventory says. */
export function* fakeSeries(
  { start, end, metrics: wanted }: MetricRequest,
  settings: FakeSettings,
  random: SeededRandom,
): Generator<readonly MetricSeries[]> {
  for (const [resource, names] of Object.entries(wanted)) {
    const resourceType = resource as MetricResource;
    for (const [name, { unit }] of Object.entries(names)) {
      yield Array.from({ length: countOf(resourceType, settings) }, (_, i) => ({
        name,
        resourceType,
        resourceId: `${resourceType}_${i}`,
        unit,
        type: 'RAW',
        samples: samples(start, end, random),
      }));
    }
  }
}

function countOf(resource: MetricResource, settings: FakeSettings): number {
  if (resource === 'storage') return 1;
  return resource in counted ? settings.counts[counted[resource as keyof typeof counted]].high : 0;
}

function samples(start: number, end: number, random: SeededRandom): [number, number][] {
  const result: [number, number][] = [];
  for (let at = start; at < end; at += sampleEveryMs) result.push([at, 1 + random.fraction() * 99]);
  return result;
}
