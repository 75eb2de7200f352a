import { Field, InputType, registerEnumType } from 'type-graphql';
import { Long } from '../../../schema/scalars/long.js';
import { JobResult } from '../entities/job-words.js';
import { SessionLocatorInput } from './session.inputs.js';

/** What a start comes to, as the graph names it. */
export const SessionStart = {
  STARTED: 'success',
  HOLD_OFF: 'hold-off',
  OUT_OF_SYNC: 'out-of-sync',
} as const;

registerEnumType(SessionStart, {
  name: 'SessionStartResult',
  description: 'What a start of a session comes to.',
  valuesConfig: {
    STARTED: { description: 'The job runs in the present run of the session.' },
    HOLD_OFF: { description: 'The session started a moment ago; this tag is of the run under way.' },
    OUT_OF_SYNC: { description: 'The job knows an older run and has missed this one.' },
  },
});

/** A session and one of its jobs. */
@InputType({ description: 'A session and a job of the same user or tenant.' })
export class SessionJobInput extends SessionLocatorInput {
  @Field(() => String, { description: 'Id of the job.' })
  jobId!: string;
}

/** A job tells that it starts a run. */
@InputType({ description: 'A job of a session starts a run.' })
export class StartSessionInput extends SessionJobInput {
  @Field(() => Long, { description: 'Number of the last run that the job knows.' })
  currentTag!: number | string;
}

/** A job tells that its run has ended. */
@InputType({ description: 'A job of a session has ended its run.' })
export class EndSessionInput extends StartSessionInput {
  @Field(() => JobResult, { description: 'How it ended.' })
  result!: JobResult;
}
