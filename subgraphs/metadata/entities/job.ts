import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { Node } from '../../../schema/node.js';
import { Long } from '../../../schema/scalars/long.js';
import { JobSchedule } from './job-schedule.js';
import { JobRequestWord, JobResult, JobStatus } from './job-words.js';
import { JobAction } from './job-action.js';
import { WorkDocument } from './work-document.js';

/** Actions of one client on a schedule (freezer.md §7). */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'Actions of one backup client on a schedule.' })
@Entity({ tableName: 'job' })
export class Job extends WorkDocument implements Node {
  id!: string;

  @Field(() => String, { description: 'Its own id, unique for its user and in its tenant.' })
  jobId!: string;

  @Field(() => String, { description: 'Client id of the backup client that runs it.' })
  @Property({ type: 'text' })
  clientId!: string;

  @Field(() => String, { description: 'What the job is, in words.' })
  description!: string;

  @Field(() => [JobAction], { description: 'Its actions, in their order.' })
  actions!: JobAction[];

  @Field(() => JobSchedule, { description: 'When it runs.' })
  schedule!: JobSchedule;

  @Field(() => String, { nullable: true, description: 'Session it is in; null when none.' })
  @Property({ type: 'text', nullable: true })
  sessionId!: string | null;

  @Field(() => Long, { description: 'Number of the last run of its session that it knows.' })
  sessionTag!: number;

  @Field(() => JobRequestWord, {
    nullable: true,
    description: 'What was last asked of it; null when nothing.',
  })
  @Property({ type: 'text', nullable: true })
  event!: JobRequestWord | null;

  @Field(() => JobStatus, {
    nullable: true,
    description: 'How far it is; null when its client has not said.',
  })
  @Property({ type: 'text', nullable: true })
  status!: JobStatus | null;

  @Field(() => JobResult, { nullable: true, description: 'How its last run ended; null when none has.' })
  @Property({ type: 'text', nullable: true })
  result!: JobResult | null;

  @Field(() => Long, { nullable: true, description: 'When it was created, in Unix seconds.' })
  timeCreated!: number | null;

  @Field(() => Long, {
    nullable: true,
    description: 'When it last started, in Unix seconds; null when never.',
  })
  timeStarted!: number | null;

  @Field(() => Long, { nullable: true, description: 'When it last ended, in Unix seconds; null when never.' })
  timeEnded!: number | null;
}
