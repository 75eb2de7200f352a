import DataLoader from 'dataloader';
import type { RequestContext } from '../../kernel/subgraph/request-context.js';
import type { MetricResourceType } from '../entities/metric-enums.js';
import type { MetricCollection } from '../entities/metric-collection.js';
import type { MeasuredSeries, MetricPoint } from '../entities/metric-series.js';
import type { Storage } from '../entities/storage.js';
import { subgraphName } from '../events.js';
import { collectionsOf } from './find-collections.js';
import { findSeries } from './find-series.js';
import { storagesByUuid } from './find-storages.js';
import { metricPoints } from './metric-samples.js';
import type { MetricWindow } from './metric-window.js';
import type { StorageParts } from './parts.js';

/** The series of one thing. */
export interface ThingSeriesKey {
  readonly storageUuid: string;
  readonly resourceType: MetricResourceType;
  /** The array's own id; null stands for every thing of that type, such as the one array of a storage. */
  readonly resourceNativeId: string | null;
  readonly metrics: readonly string[] | undefined;
  readonly window: MetricWindow;
}

/** What loads metrics in batches, within one operation: one statement for any number of things or series. */
export interface MetricLoaders {
  /** The present of this operation, in milliseconds since 1970: windows that end now are then alike. */
  readonly now: number;
  readonly seriesOfThing: DataLoader<ThingSeriesKey, readonly MeasuredSeries[], string>;
  readonly points: DataLoader<MeasuredSeries, readonly MetricPoint[]>;
  readonly collection: DataLoader<string, MetricCollection | null>;
  readonly storage: DataLoader<string, Storage | null>;
}

/** The loaders of this operation. */
export function metricLoaders(context: RequestContext, parts: StorageParts): MetricLoaders {
  return context.slot(`${subgraphName}.metrics`, () => make(parts));
}

function make({ store, config }: StorageParts): MetricLoaders {
  return {
    now: Date.now(),
    seriesOfThing: new DataLoader((keys) => seriesOfThings(store.sql, keys), { cacheKeyFn: keyText }),
    points: new DataLoader((series) => pointsOf(store.sql, series)),
    collection: new DataLoader(async (uuids) => {
      const found = await collectionsOf(store.sql, uuids, config.collectInterval);
      return uuids.map((uuid) => found.get(uuid) ?? null);
    }),
    storage: new DataLoader(async (uuids) => {
      const found = await storagesByUuid(store.sql, uuids);
      return uuids.map((uuid) => found.get(uuid) ?? null);
    }),
  };
}

/** Most series that the things of one list may have together. */
const mostSeriesOfThings = 10_000;

type Handle = Parameters<typeof findSeries>[0];

/** Keys that differ only in the thing are answered by one statement. */
async function seriesOfThings(
  handle: Handle,
  keys: readonly ThingSeriesKey[],
): Promise<(readonly MeasuredSeries[] | Error)[]> {
  const answers = new Map<string, readonly MeasuredSeries[] | Error>();
  for (const [first, ...others] of groupsOf(keys, ({ resourceType, metrics, window }) =>
    JSON.stringify([resourceType, metrics, window]),
  )) {
    const group = [first, ...others];
    const ids = group.map(({ resourceNativeId }) => resourceNativeId);
    const filter = {
      storageUuids: [...new Set(group.map(({ storageUuid }) => storageUuid))],
      resourceType: first.resourceType,
      resourceNativeIds: ids.includes(null) ? null : [...new Set(ids as string[])],
      metrics: first.metrics,
    };
    try {
      const found = await findSeries(handle, filter, first.window, mostSeriesOfThings);
      for (const key of group) {
        const own = found.filter(
          ({ storageUuid, resourceNativeId }) =>
            storageUuid === key.storageUuid &&
            (key.resourceNativeId === null || resourceNativeId === key.resourceNativeId),
        );
        answers.set(keyText(key), own);
      }
    } catch (error) {
      for (const key of group) answers.set(keyText(key), error as Error);
    }
  }
  return keys.map((key) => answers.get(keyText(key)) ?? []);
}

async function pointsOf(
  handle: Handle,
  series: readonly MeasuredSeries[],
): Promise<(readonly MetricPoint[] | Error)[]> {
  const answers = new Map<MeasuredSeries, readonly MetricPoint[] | Error>();
  for (const group of groupsOf(series, ({ window }) => JSON.stringify(window))) {
    const ids = group.map(({ seriesId }) => seriesId);
    const found = await metricPoints(handle, ids, group[0].window).catch((error: unknown) => error as Error);
    for (const one of group)
      answers.set(one, found instanceof Error ? found : (found.get(one.seriesId) ?? []));
  }
  return series.map((one) => answers.get(one) ?? []);
}

function groupsOf<T>(items: readonly T[], keyOf: (item: T) => string): [T, ...T[]][] {
  return [...Map.groupBy(items, keyOf).values()] as [T, ...T[]][];
}

function keyText(key: ThingSeriesKey): string {
  const { storageUuid, resourceType, resourceNativeId, metrics, window } = key;
  return JSON.stringify([storageUuid, resourceType, resourceNativeId, metrics, window]);
}
