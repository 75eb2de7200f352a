import { Field, ObjectType } from 'type-graphql';
import { Job } from '../entities/job.js';
import type { StartResult } from '../services/run-session.js';
import { SessionStart } from './session-run.inputs.js';
import { SessionPayload } from './work-payloads.js';

/** What putting a job into a session or taking it out gives. */
@ObjectType({ description: 'What putting a job into a session or taking it out gives.' })
export class SessionJobPayload extends SessionPayload {
  @Field(() => Job, { description: 'The job after the change.' })
  job!: Job;
}

/** What a start gives. */
@ObjectType({ description: 'What the start of a job in a session gives.' })
export class StartSessionPayload extends SessionPayload {
  @Field(() => SessionStart, { description: 'What the start comes to.' })
  result!: StartResult;
}
