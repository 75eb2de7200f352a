import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import { DateTime } from '../../../schema/scalars/scalars.js';
import {
  MetricAggregationEnum,
  MetricResourceTypeEnum,
  type MetricAggregation,
  type MetricResourceType,
} from '../entities/metric-enums.js';

/** The range of time that points are asked for. */
@ArgsType()
export class MetricWindowArgs {
  @Field(() => DateTime, {
    nullable: true,
    description: 'Beginning of the range; an hour before its end when absent.',
  })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'End of the range, not included; now when absent.' })
  to?: Date | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Width of a step in seconds; each step with samples gives one point. Chosen so that there are at most 200 when absent; at most 2000.',
  })
  stepSeconds?: number | null;

  @Field(() => MetricAggregationEnum, {
    nullable: true,
    description: 'How the samples of a step become one value; AVERAGE when absent.',
  })
  aggregation?: MetricAggregation | null;
}

/** What of a thing is asked for. */
@ArgsType()
export class ThingMetricsArgs extends MetricWindowArgs {
  @Field(() => [String], { nullable: true, description: 'Metrics, such as "iops"; all when absent.' })
  metrics?: string[] | null;
}

/** Which series are wanted. */
@InputType({ description: 'Which series are wanted; what is absent does not narrow.' })
export class MetricFilter {
  @Field(() => [String], { nullable: true, description: 'UUIDs of the storages.' })
  storageUuids?: string[] | null;

  @Field(() => MetricResourceTypeEnum, { nullable: true, description: 'Kind of the things.' })
  resourceType?: MetricResourceType | null;

  @Field(() => [String], { nullable: true, description: "The arrays' own ids of the things." })
  resourceNativeIds?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Metrics, such as "iops".' })
  metrics?: string[] | null;
}

/** Only the leaders. */
@InputType({ description: 'Only the series that lead over the whole range.' })
export class MetricTop {
  @Field(() => Int, { description: 'How many: 1 to 500.' })
  count!: number;

  @Field(() => MetricAggregationEnum, {
    nullable: true,
    description: 'What of the range they are ranked by; AVERAGE when absent.',
  })
  by?: MetricAggregation | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the lowest lead; the highest do when absent.',
  })
  lowest?: boolean | null;
}

/** Arguments of `storageMetrics`. */
@ArgsType()
export class StorageMetricsArgs extends MetricWindowArgs {
  @Field(() => MetricFilter, { nullable: true, description: 'Which series; all when absent.' })
  filter?: MetricFilter | null;

  @Field(() => MetricTop, { nullable: true, description: 'Only the leaders of them.' })
  top?: MetricTop | null;
}

/** Input of `setCollection`. */
@InputType({ description: 'How the performance of a storage is to be collected.' })
export class SetCollectionInput {
  @Field(() => ID, { description: 'UUID of the storage.' })
  storageUuid!: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it is collected by itself; stays when absent.',
  })
  enabled?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "Seconds between two runs, 10 to 86400; stays when absent, and null takes the driver's or the server's.",
  })
  intervalSeconds?: number | null;
}

/** Input of `collectHistory`. */
@InputType({ description: 'A range of the past whose performance is to be collected.' })
export class CollectHistoryInput {
  @Field(() => ID, { description: 'UUID of the storage.' })
  storageUuid!: string;

  @Field(() => DateTime, { description: 'Beginning of the range; not before what the array and we keep.' })
  from!: Date;

  @Field(() => DateTime, { description: 'End of the range, not included; not in the future.' })
  to!: Date;

  @Field(() => String, {
    nullable: true,
    description: 'A second request with the same key gives the first task.',
  })
  idempotencyKey?: string | null;
}
