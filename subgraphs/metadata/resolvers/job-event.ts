import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import { DateTime } from '../../../schema/scalars/scalars.js';
import { JobRequestWord, JobResult, JobStatus } from '../entities/job-words.js';
import type { Job } from '../entities/job.js';

/** Kinds of events of jobs. */
export const JobEventKind = {
  SNAPSHOT: 'snapshot',
  CREATED: 'created',
  CHANGED: 'changed',
  REQUESTED: 'requested',
  REMOVED: 'removed',
} as const;

/** One of them. */
export type JobEventKind = (typeof JobEventKind)[keyof typeof JobEventKind];

registerEnumType(JobEventKind, {
  name: 'JobEventKind',
  description: 'What an event of jobs tells.',
  valuesConfig: {
    SNAPSHOT: {
      description:
        'The jobs asked for as they are; always first when the subscription begins without a cursor.',
    },
    CREATED: { description: 'A new job.' },
    CHANGED: { description: 'The job was changed, or its client told how far it is.' },
    REQUESTED: { description: 'Something was asked of the job.' },
    REMOVED: { description: 'The job is gone.' },
  },
});

/** An event of jobs. What it tells of the job is how that stood after it; in a snapshot it is null. */
@ObjectType({
  description: 'A change of a job with how it stood after it, or the present state of those asked for.',
})
export class JobEvent {
  @Field(() => EventCursor, { description: 'Place of the event; "after" continues behind it.' })
  cursor!: string;

  @Field(() => JobEventKind, { description: 'What it tells.' })
  kind!: JobEventKind;

  @Field(() => DateTime, { description: 'When it happened; for a snapshot, when it was taken.' })
  at!: Date;

  @Field(() => String, { nullable: true, description: 'Its job id.' })
  jobId!: string | null;

  @Field(() => String, { nullable: true, description: 'Client id of the backup client that runs it.' })
  clientId!: string | null;

  @Field(() => String, { nullable: true, description: 'Session it was in; null when none.' })
  sessionId!: string | null;

  @Field(() => JobRequestWord, { nullable: true, description: 'What was last asked of it.' })
  event!: JobRequestWord | null;

  @Field(() => JobStatus, { nullable: true, description: 'How far it was.' })
  status!: JobStatus | null;

  @Field(() => JobResult, { nullable: true, description: 'How its last run had ended.' })
  result!: JobResult | null;

  /** Global id; null in a snapshot of other than exactly one. */
  globalId!: string | null;

  /** Those of a snapshot; of other events the job is read when it is asked for. */
  snapshot!: readonly Job[] | null;
}
