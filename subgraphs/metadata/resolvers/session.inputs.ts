import { Field, ID, InputType } from 'type-graphql';
import { Json } from '../../../schema/scalars/scalars.js';
import { JobResult, SessionStatus } from '../entities/job-words.js';
import { WorkFilterInput } from './work-inputs.js';

/** What a list of sessions is narrowed to. */
@InputType({ description: 'What a list of sessions is narrowed to; everything given must hold.' })
export class SessionFilter extends WorkFilterInput {
  @Field(() => SessionStatus, { nullable: true, description: 'How far it is.' })
  status?: SessionStatus | null;

  @Field(() => JobResult, { nullable: true, description: 'How its last run ended.' })
  result?: JobResult | null;
}

/** A session to be created. */
@InputType({ description: 'A session to be created for who asks. Give "metadata" or "metadataText".' })
export class CreateSessionInput {
  @Field(() => Json, { nullable: true, description: 'The legacy document.' })
  metadata?: unknown;

  @Field(() => String, { nullable: true, description: 'The same as JSON text.' })
  metadataText?: string | null;
}

/** Names one session. */
@InputType({ description: 'Names one session: by its global id or its session id.' })
export class SessionLocatorInput {
  @Field(() => ID, { nullable: true, description: 'Its global id.' })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'Its session id.' })
  sessionId?: string | null;

  @Field(() => String, { nullable: true, description: 'Its user, where several have one of the same id.' })
  userId?: string | null;

  @Field(() => String, { nullable: true, description: 'Its tenant (legacy: project).' })
  tenantId?: string | null;
}

/** A change of one session. */
@InputType({ description: 'A change of one session. Its session id stays, whatever the document says.' })
export class ChangeSessionInput extends SessionLocatorInput {
  @Field(() => Json, { nullable: true, description: 'Members of the legacy document.' })
  metadata?: unknown;

  @Field(() => String, { nullable: true, description: 'The same as JSON text.' })
  metadataText?: string | null;
}

/** A whole session to be put in the place of another or created. */
@InputType({ description: 'A whole session for this session id. Give "metadata" or "metadataText".' })
export class ReplaceSessionInput extends CreateSessionInput {
  @Field(() => String, { description: 'Its session id.' })
  sessionId!: string;

  @Field(() => String, { nullable: true, description: 'Its user, where several have one of the same id.' })
  userId?: string | null;

  @Field(() => String, { nullable: true, description: 'Its tenant (legacy: project).' })
  tenantId?: string | null;
}
