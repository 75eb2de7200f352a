import { Field, ObjectType } from 'type-graphql';
import { Long } from '../../../schema/scalars/long.js';
import { JobResult, JobStatus } from './job-words.js';

/** A job as its session knows it. */
@ObjectType({ description: 'A job as its session knows it.' })
export class SessionJob {
  @Field(() => String, { description: 'Id of the job.' })
  jobId!: string;

  @Field(() => String, { description: 'Client id of the backup client that runs it.' })
  clientId!: string;

  @Field(() => JobStatus, { nullable: true, description: 'How far it is; null when it has not said.' })
  status!: JobStatus | null;

  @Field(() => JobResult, { nullable: true, description: 'How its last run ended; null when none has.' })
  result!: JobResult | null;

  @Field(() => Long, {
    nullable: true,
    description: 'When it last started, in Unix seconds; null when never.',
  })
  timeStarted!: number | null;

  @Field(() => Long, { nullable: true, description: 'When it last ended, in Unix seconds; null when never.' })
  timeEnded!: number | null;

  /** The session it is in: its user and project are where the job is looked for. */
  owner!: { readonly userId: string; readonly projectId: string | null };
}
