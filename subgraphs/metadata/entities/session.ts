import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { Node } from '../../../schema/node.js';
import { Long } from '../../../schema/scalars/long.js';
import { JobSchedule } from './job-schedule.js';
import { JobResult, SessionStatus } from './job-words.js';
import { SessionJob } from './session-job.js';
import { WorkDocument } from './work-document.js';

/** Jobs of several clients that start together (freezer.md §7). */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'Jobs of several backup clients that start together.' })
@Entity({ tableName: 'session' })
export class Session extends WorkDocument implements Node {
  id!: string;

  @Field(() => String, { description: 'Its own id, unique for its user and in its tenant.' })
  sessionId!: string;

  @Field(() => String, { description: 'What the session is, in words.' })
  description!: string;

  @Field(() => JobSchedule, { description: 'When it runs; its jobs take this over.' })
  schedule!: JobSchedule;

  @Field(() => Long, { description: 'Number of its last run; 0 before the first.' })
  sessionTag!: number;

  @Field(() => Long, {
    description: 'How long after a start other jobs join the same run, in seconds.',
  })
  holdOff!: number;

  @Field(() => SessionStatus, { description: 'How far it is.' })
  @Property({ type: 'text', nullable: true })
  status!: SessionStatus;

  @Field(() => JobResult, { nullable: true, description: 'How its last run ended; null when none has.' })
  @Property({ type: 'text', nullable: true })
  result!: JobResult | null;

  @Field(() => Long, {
    nullable: true,
    description: 'When it last started, in Unix seconds; null when never.',
  })
  timeStart!: number | null;

  @Field(() => Long, { nullable: true, description: 'When it last ended, in Unix seconds; null when never.' })
  timeEnd!: number | null;

  @Field(() => [SessionJob], { description: 'The jobs in it, as they stood when they last told it.' })
  jobs!: SessionJob[];
}
