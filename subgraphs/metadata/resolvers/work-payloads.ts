import { Field, ID, ObjectType } from 'type-graphql';
import { Action } from '../entities/action.js';
import { Job } from '../entities/job.js';
import { Session } from '../entities/session.js';

/** What creating or changing an action gives. */
@ObjectType({ description: 'What creating or changing an action gives.' })
export class ActionPayload {
  @Field(() => Action, { description: 'The action after the change.' })
  action!: Action;
}

/** What putting a whole action in place gives. */
@ObjectType({ description: 'What putting a whole action in place gives.' })
export class ReplaceActionPayload extends ActionPayload {
  @Field(() => Boolean, { description: 'Whether there was none of this id before.' })
  created!: boolean;
}

/** What removing an action gives. */
@ObjectType({ description: 'What removing an action gives.' })
export class DeleteActionPayload {
  @Field(() => Boolean, { description: 'Whether there was one to remove.' })
  deleted!: boolean;

  @Field(() => ID, { nullable: true, description: 'Global id of the action that is gone.' })
  id!: string | null;
}

/** What creating or changing a job gives. */
@ObjectType({ description: 'What creating or changing a job gives.' })
export class JobPayload {
  @Field(() => Job, { description: 'The job after the change.' })
  job!: Job;
}

/** What putting a whole job in place gives. */
@ObjectType({ description: 'What putting a whole job in place gives.' })
export class ReplaceJobPayload extends JobPayload {
  @Field(() => Boolean, { description: 'Whether there was none of this id before.' })
  created!: boolean;
}

/** What removing a job gives. */
@ObjectType({ description: 'What removing a job gives.' })
export class DeleteJobPayload {
  @Field(() => Boolean, { description: 'Whether there was one to remove.' })
  deleted!: boolean;

  @Field(() => ID, { nullable: true, description: 'Global id of the job that is gone.' })
  id!: string | null;
}

/** What creating or changing a session gives. */
@ObjectType({ description: 'What creating or changing a session gives.' })
export class SessionPayload {
  @Field(() => Session, { description: 'The session after the change.' })
  session!: Session;
}

/** What putting a whole session in place gives. */
@ObjectType({ description: 'What putting a whole session in place gives.' })
export class ReplaceSessionPayload extends SessionPayload {
  @Field(() => Boolean, { description: 'Whether there was none of this id before.' })
  created!: boolean;
}

/** What removing a session gives. */
@ObjectType({ description: 'What removing a session gives.' })
export class DeleteSessionPayload {
  @Field(() => Boolean, { description: 'Whether there was one to remove.' })
  deleted!: boolean;

  @Field(() => ID, { nullable: true, description: 'Global id of the session that is gone.' })
  id!: string | null;
}

/** What asking something of a job gives. */
@ObjectType({ description: 'What asking something of a job gives.' })
export class JobRequestPayload extends JobPayload {
  @Field(() => Boolean, { description: 'False when the same was asked already.' })
  requested!: boolean;
}
