import { Field, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../../../schema/scalars/scalars.js';

/** How the performance of a storage is collected, and how the last run went. */
@ObjectType({ description: 'How the performance of a storage is collected, and how the last run went.' })
export class MetricCollection {
  @Field(() => Boolean, { description: 'Whether it is collected by itself.' })
  enabled!: boolean;

  @Field(() => Int, { description: 'Seconds between two runs that hold now.' })
  intervalSeconds!: number;

  @Field(() => Int, {
    nullable: true,
    description: "The storage's own setting of it; null where the driver's or the server's holds.",
  })
  ownIntervalSeconds!: number | null;

  @Field(() => Boolean, { description: 'Whether ranges of the past can be collected.' })
  isHistoric!: boolean;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the next run is due; null when it is not enabled.',
  })
  nextAt!: Date | null;

  @Field(() => Boolean, { description: 'Whether a run waits for its turn or is under way.' })
  running!: boolean;

  @Field(() => DateTime, { nullable: true, description: 'When the last run ended; null before the first.' })
  endedAt!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Up to when its performance was asked for; null before the first run.',
  })
  collectedTo!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Series of the last complete run; null before the first.',
  })
  lastSeries!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Samples of the last complete run; null before the first.',
  })
  lastSamples!: number | null;

  @Field(() => String, { nullable: true, description: 'Why the last run failed; null when it did not.' })
  lastError!: string | null;

  @Field(() => Int, { description: 'Ranges of time that could not be collected and are tried again.' })
  openGaps!: number;
}
