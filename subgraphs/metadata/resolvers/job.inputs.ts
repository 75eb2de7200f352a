import { Field, ID, InputType } from 'type-graphql';
import { Json } from '../../../schema/scalars/scalars.js';
import { JobRequestWord, JobResult, JobStatus } from '../entities/job-words.js';
import { WorkFilterInput } from './work-inputs.js';

/** What a list of jobs is narrowed to. */
@InputType({ description: 'What a list of jobs is narrowed to; everything given must hold.' })
export class JobFilter extends WorkFilterInput {
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Jobs of every tenant, for administrators; FORBIDDEN for a caller of the Freezer API who is none.',
  })
  everyTenant?: boolean | null;

  @Field(() => String, { nullable: true, description: 'Client id of the backup client that runs it.' })
  clientId?: string | null;

  @Field(() => String, { nullable: true, description: 'Session it is in.' })
  sessionId?: string | null;

  @Field(() => JobRequestWord, { nullable: true, description: 'What was last asked of it.' })
  event?: JobRequestWord | null;

  @Field(() => JobStatus, { nullable: true, description: 'How far it is.' })
  status?: JobStatus | null;

  @Field(() => JobResult, { nullable: true, description: 'How its last run ended.' })
  result?: JobResult | null;
}

/** The document of a job. */
@InputType({ description: 'The document of a job. Give "metadata" or "metadataText".' })
export abstract class JobInput {
  @Field(() => Json, { nullable: true, description: 'The legacy document.' })
  metadata?: unknown;

  @Field(() => String, { nullable: true, description: 'The same as JSON text.' })
  metadataText?: string | null;
}

/** A job to be created, and whether its client must be known. */
@InputType({ description: 'A job to be created for who asks. Give "metadata" or "metadataText".' })
export class CreateJobInput extends JobInput {
  @Field(() => Boolean, {
    nullable: true,
    description: 'Refuse a client that is not registered, or that says it cannot do what the job asks.',
  })
  forKnownClient?: boolean | null;
}

/** Names one job. */
@InputType({ description: 'Names one job: by its global id or its job id.' })
export class JobLocatorInput {
  @Field(() => ID, { nullable: true, description: 'Its global id.' })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'Its job id.' })
  jobId?: string | null;

  @Field(() => String, { nullable: true, description: 'Its user, where several have one of the same id.' })
  userId?: string | null;

  @Field(() => String, { nullable: true, description: 'Its tenant (legacy: project).' })
  tenantId?: string | null;
}

/** A change of one job. */
@InputType({ description: 'A change of one job. Its job id stays, whatever the document says.' })
export class ChangeJobInput extends JobLocatorInput {
  @Field(() => Json, { nullable: true, description: 'Members of the legacy document.' })
  metadata?: unknown;

  @Field(() => String, { nullable: true, description: 'The same as JSON text.' })
  metadataText?: string | null;
}

/** A whole job to be put in the place of another or created. */
@InputType({ description: 'A whole job for this job id. Give "metadata" or "metadataText".' })
export class ReplaceJobInput extends JobInput {
  @Field(() => String, { description: 'Its job id.' })
  jobId!: string;

  @Field(() => String, { nullable: true, description: 'Its user, where several have one of the same id.' })
  userId?: string | null;

  @Field(() => String, { nullable: true, description: 'Its tenant (legacy: project).' })
  tenantId?: string | null;
}
