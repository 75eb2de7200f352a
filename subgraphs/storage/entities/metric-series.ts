import { Field, Float, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../../../schema/scalars/scalars.js';
import type { MetricWindow } from '../services/metric-window.js';
import { MetricResourceTypeEnum, type MetricResourceType } from './metric-enums.js';

/** A value of a series at an instant, or over the step that begins there. */
@ObjectType({ description: 'A value of a series at an instant, or over the step that begins there.' })
export class MetricPoint {
  @Field(() => DateTime, { description: 'When it was measured; of a step, its beginning.' })
  at!: Date;

  @Field(() => Float, { description: 'The value, in the unit of the series.' })
  value!: number;

  @Field(() => Int, { description: 'How many samples it was made of.' })
  samples!: number;
}

/** One metric of one thing over time. */
@ObjectType('MetricSeries', { description: 'One metric of one thing of an array over time.' })
export class MeasuredSeries {
  /** Key of `storage.metric_series`. */
  seriesId!: number;

  /** The range the points are asked for. */
  window!: MetricWindow;

  @Field(() => String, { description: 'UUID of the storage.' })
  storageUuid!: string;

  @Field(() => MetricResourceTypeEnum, { description: 'Kind of the thing.' })
  resourceType!: MetricResourceType;

  @Field(() => String, { description: "The array's own id of the thing." })
  resourceNativeId!: string;

  @Field(() => String, { nullable: true, description: 'Name of the thing, where the array tells it.' })
  resourceName!: string | null;

  @Field(() => String, { description: 'What is measured, such as "iops" or "readThroughput".' })
  metric!: string;

  @Field(() => String, { description: 'Unit of the values, such as "IOPS", "MB/s", "ms", "KB" or "%".' })
  unit!: string;

  @Field(() => MetricPoint, { nullable: true, description: 'The latest sample; null before the first.' })
  latest!: MetricPoint | null;

  @Field(() => Float, {
    nullable: true,
    description: 'What the series was ranked by, in its unit; null when no top was asked for.',
  })
  rank!: number | null;

  @Field(() => Int, { description: 'Width of a step of the points, in seconds.' })
  get stepSeconds(): number {
    return this.window.stepS;
  }
}
