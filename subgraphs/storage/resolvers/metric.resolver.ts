import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { MeasuredSeries, MetricPoint } from '../entities/metric-series.js';
import { Storage } from '../entities/storage.js';
import { findSeries, topSeries } from '../services/find-series.js';
import { metricLoaders } from '../services/metric-loaders.js';
import { metricWindow } from '../services/metric-window.js';
import type { StorageParts } from '../services/parts.js';
import { StorageMetricsArgs } from './metric-inputs.js';

/** Performance over time. */
@Resolver(() => MeasuredSeries)
export class MetricResolver {
  constructor(private readonly parts: StorageParts) {}

  @Access('viewer')
  @Query(() => [MeasuredSeries], {
    nullable: true,
    description:
      'Performance of things of any number of arrays: at most 500 series, or the top of up to 20,000. Points are read only when asked for.',
  })
  storageMetrics(
    @Args(() => StorageMetricsArgs) { filter, top, ...wish }: StorageMetricsArgs,
    @Ctx() context: RequestContext,
  ): Promise<readonly MeasuredSeries[]> {
    const window = metricWindow(wish, metricLoaders(context, this.parts).now);
    if (top == null) return findSeries(this.parts.store.sql, filter ?? {}, window);
    const { count, by, lowest } = top;
    return topSeries(this.parts.store.sql, filter ?? {}, window, {
      count,
      by: by ?? 'AVERAGE',
      lowest: lowest ?? false,
    });
  }

  @FieldResolver(() => [MetricPoint], {
    description: 'The values of the range, the oldest first; steps without samples are left out.',
  })
  points(@Root() series: MeasuredSeries, @Ctx() context: RequestContext): Promise<readonly MetricPoint[]> {
    return metricLoaders(context, this.parts).points.load(series);
  }

  @FieldResolver(() => Storage, {
    nullable: true,
    description: 'The storage; null when it was deleted meanwhile.',
  })
  storage(@Root() series: MeasuredSeries, @Ctx() context: RequestContext): Promise<Storage | null> {
    return metricLoaders(context, this.parts).storage.load(series.storageUuid);
  }
}
