import { Args, Ctx, FieldResolver, Resolver, Root, type ClassType } from 'type-graphql';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Controller } from '../entities/controller.js';
import { Disk } from '../entities/disk.js';
import { Filesystem } from '../entities/filesystem.js';
import type { MetricResourceType } from '../entities/metric-enums.js';
import { MeasuredSeries } from '../entities/metric-series.js';
import { Port } from '../entities/port.js';
import { StoragePool } from '../entities/storage-pool.js';
import { Storage } from '../entities/storage.js';
import { Volume } from '../entities/volume.js';
import { metricLoaders } from '../services/metric-loaders.js';
import { metricWindow } from '../services/metric-window.js';
import type { StorageParts } from '../services/parts.js';
import { ThingMetricsArgs } from './metric-inputs.js';

interface Measured {
  readonly storageUuid: string;
  /** Null for the array itself, whose drivers name it as they like. */
  readonly nativeId: string | null;
}

/** The resolvers of `metrics` on each type that is measured. */
export function thingMetricsResolvers(parts: StorageParts): object[] {
  const ofStorage = (thing: object): Measured => ({ storageUuid: (thing as Storage).uuid, nativeId: null });
  const ofPart = (thing: object): Measured => thing as Measured;
  return [
    resolverOf(parts, Storage, 'STORAGE', ofStorage),
    resolverOf(parts, StoragePool, 'STORAGE_POOL', ofPart),
    resolverOf(parts, Volume, 'VOLUME', ofPart),
    resolverOf(parts, Controller, 'CONTROLLER', ofPart),
    resolverOf(parts, Port, 'PORT', ofPart),
    resolverOf(parts, Disk, 'DISK', ofPart),
    resolverOf(parts, Filesystem, 'FILESYSTEM', ofPart),
  ];
}

function resolverOf(
  parts: StorageParts,
  type: ClassType<object>,
  resourceType: MetricResourceType,
  measured: (thing: object) => Measured,
): object {
  @Resolver(() => type)
  class ThingMetricsResolver {
    @FieldResolver(() => [MeasuredSeries], {
      description: 'Its performance over time, one series to a metric. Points are read only when asked for.',
    })
    metrics(
      @Root() thing: object,
      @Args(() => ThingMetricsArgs) { metrics, ...wish }: ThingMetricsArgs,
      @Ctx() context: RequestContext,
    ): Promise<readonly MeasuredSeries[]> {
      const loaders = metricLoaders(context, parts);
      const { storageUuid, nativeId } = measured(thing);
      return loaders.seriesOfThing.load({
        storageUuid,
        resourceType,
        resourceNativeId: nativeId,
        metrics: metrics ?? undefined,
        window: metricWindow(wish, loaders.now),
      });
    }
  }
  return new ThingMetricsResolver();
}
