import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { Fault } from '../../kernel/errors/fault.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { BackupClient } from '../entities/backup-client.js';
import { Job } from '../entities/job.js';
import { Session } from '../entities/session.js';
import { refuseUnfitClient } from '../services/check-job-client.js';
import { deleteJob } from '../services/delete-work.js';
import { findWork } from '../services/find-work.js';
import { listWork, WorkOrder } from '../services/list-work.js';
import type { MetadataParts } from '../services/parts.js';
import { createWork, replaceWork, updateWork } from '../services/put-work.js';
import { requestJobEvent } from '../services/request-job-event.js';
import { toJob, toSession } from '../services/work-entities.js';
import { jobKind } from '../services/work-kind.js';
import { jobRules } from '../services/work-rules.js';
import { MarkedPageArgs } from './connections.js';
import { requiredDocumentOf } from './document-input.js';
import { ChangeJobInput, CreateJobInput, JobFilter, JobLocatorInput, ReplaceJobInput } from './job.inputs.js';
import { RequestJobInput } from './job-request.input.js';
import { JobConnection, entityPage } from './work-connections.js';
import { locatorOf, workFilterOf } from './work-inputs.js';
import { WorkLoaders } from './work-loaders.js';
import { JobPayload, DeleteJobPayload, JobRequestPayload, ReplaceJobPayload } from './work-payloads.js';

/** Queries and mutations of jobs. */
@Resolver(() => Job)
export class JobResolver {
  constructor(private readonly parts: MetadataParts) {}

  @Access('viewer')
  @Query(() => JobConnection, {
    nullable: true,
    description: 'Jobs, in the order of their creation unless told otherwise.',
  })
  async jobs(
    @Args() page: MarkedPageArgs,
    @Arg('filter', () => JobFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: JobFilter | null,
    @Arg('orderBy', () => WorkOrder, { nullable: true, description: 'The order; INSERTED_ASC when absent.' })
    orderBy: WorkOrder | null,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionObject<Job>> {
    const wish = {
      ...workFilterOf(filter),
      everyTenant: filter?.everyTenant,
      columns: {
        client_id: filter?.clientId,
        session_id: filter?.sessionId,
        event: filter?.event,
        status: filter?.status,
        result: filter?.result,
      },
    };
    const rows = await listWork(
      this.parts.store.sql,
      { kind: jobKind, filter: wish, orderBy, page },
      context.viewer,
    );
    return JobConnection.of(entityPage(rows, toJob));
  }

  @Access('viewer')
  @Query(() => Job, { nullable: true, description: 'One job; null when there is none you may see.' })
  async job(
    @Arg('id', () => ID, { nullable: true, description: 'Its global id.' }) id: string | null,
    @Arg('jobId', () => String, { nullable: true, description: 'Its job id.' }) jobId: string | null,
    @Arg('userId', () => String, {
      nullable: true,
      description: 'Its user, where several have one of the same id.',
    })
    userId: string | null,
    @Arg('tenantId', () => String, { nullable: true, description: 'Its tenant (legacy: project).' })
    tenantId: string | null,
    @Ctx() context: RequestContext,
  ): Promise<Job | null> {
    const locator = locatorOf({ id, userId, tenantId }, jobId);
    const row = await findWork(this.parts.store.sql, jobKind, locator, context.viewer);
    return row ? toJob(row) : null;
  }

  @FieldResolver(() => BackupClient, {
    nullable: true,
    description: 'The backup client that runs it; null when none of this id has registered.',
  })
  client(
    @Root() { clientId, userId, tenantId }: Job,
    @Ctx() context: RequestContext,
  ): Promise<BackupClient | null> {
    return WorkLoaders.of(this.parts, context).client.load({
      nativeId: clientId,
      userId,
      projectId: tenantId,
    });
  }

  @FieldResolver(() => Session, { nullable: true, description: 'The session it is in; null when none.' })
  async session(@Root() job: Job, @Ctx() context: RequestContext): Promise<Session | null> {
    if (job.sessionId === null) return null;
    const key = { nativeId: job.sessionId, userId: job.userId, projectId: job.tenantId };
    const row = await WorkLoaders.of(this.parts, context).relatedSession.load(key);
    return row && toSession(row);
  }

  @Access('operator')
  @Mutation(() => JobPayload, {
    nullable: true,
    description: 'Creates a job for who asks. CONFLICT when the id it brings is taken.',
  })
  async createJob(
    @Arg('input', () => CreateJobInput, { description: 'The job.' }) input: CreateJobInput,
    @Ctx() context: RequestContext,
  ): Promise<JobPayload> {
    const { value } = requiredDocumentOf(input, this.parts.documentBytes);
    const condition = input.forKnownClient ? refuseUnfitClient : undefined;
    return { job: toJob(await createWork(this.parts, jobRules, value, context.viewer, condition)) };
  }

  @Access('operator')
  @Mutation(() => JobPayload, {
    nullable: true,
    description: 'Puts members into a job; those of its schedule one by one.',
  })
  async updateJob(
    @Arg('input', () => ChangeJobInput, { description: 'The change.' }) input: ChangeJobInput,
    @Ctx() context: RequestContext,
  ): Promise<JobPayload> {
    const { value } = requiredDocumentOf(input, this.parts.documentBytes);
    const locator = locatorOf(input, input.jobId);
    return { job: toJob(await updateWork(this.parts, jobRules, locator, value, context.viewer)) };
  }

  @Access('operator')
  @Mutation(() => ReplaceJobPayload, {
    nullable: true,
    description: 'Puts a whole job in the place of the one of this id, or creates it.',
  })
  async replaceJob(
    @Arg('input', () => ReplaceJobInput, { description: 'The job.' }) input: ReplaceJobInput,
    @Ctx() context: RequestContext,
  ): Promise<ReplaceJobPayload> {
    const { value } = requiredDocumentOf(input, this.parts.documentBytes);
    const locator = { userId: input.userId, tenantId: input.tenantId, nativeId: input.jobId };
    const { row, created } = await replaceWork(this.parts, jobRules, locator, value, context.viewer);
    return { job: toJob(row), created };
  }

  @Access('operator')
  @Mutation(() => DeleteJobPayload, {
    nullable: true,
    description: 'Removes a job for good. No error when there is none.',
  })
  async deleteJob(
    @Arg('input', () => JobLocatorInput, { description: 'Which one.' }) input: JobLocatorInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteJobPayload> {
    const gone = await deleteJob(this.parts, locatorOf(input, input.jobId), context.viewer);
    return { deleted: gone !== undefined, id: gone ? toJob(gone).id : null };
  }

  @Access('operator')
  @Mutation(() => JobRequestPayload, {
    nullable: true,
    description: 'Asks a job to start, stop or abort; nothing happens when that was asked already.',
  })
  async requestJob(
    @Arg('input', () => RequestJobInput, { description: 'The job and what is asked.' })
    input: RequestJobInput,
    @Ctx() context: RequestContext,
  ): Promise<JobRequestPayload> {
    if (input.request === 'remove')
      throw new Fault(
        'BAD_USER_INPUT',
        'A job is asked to START, STOP or ABORT; use deleteJob to remove it.',
      );
    const locator = locatorOf(input, input.jobId);
    const { row, changed } = await requestJobEvent(this.parts, locator, input.request, context.viewer);
    return { job: toJob(row), requested: changed };
  }
}
