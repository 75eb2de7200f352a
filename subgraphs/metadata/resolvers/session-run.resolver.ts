import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Fault } from '../../kernel/errors/fault.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Job } from '../entities/job.js';
import { SessionJob } from '../entities/session-job.js';
import { addSessionJob, removeSessionJob, type Membership } from '../services/change-members.js';
import type { MetadataParts } from '../services/parts.js';
import { endSession, startSession } from '../services/run-session.js';
import { toJob, toSession } from '../services/work-entities.js';
import { EndSessionInput, SessionJobInput, StartSessionInput } from './session-run.inputs.js';
import { SessionJobPayload, StartSessionPayload } from './session-run.payloads.js';
import { locatorOf } from './work-inputs.js';
import { WorkLoaders } from './work-loaders.js';
import { SessionPayload } from './work-payloads.js';

/** The jobs in a session and its runs. */
@Resolver(() => SessionJob)
export class SessionRunResolver {
  constructor(private readonly parts: MetadataParts) {}

  @FieldResolver(() => Job, { nullable: true, description: 'The job itself; null when it is gone.' })
  async job(@Root() { jobId, owner }: SessionJob, @Ctx() context: RequestContext): Promise<Job | null> {
    const { userId, projectId } = owner;
    const key = { nativeId: jobId, userId, projectId };
    const row = await WorkLoaders.of(this.parts, context).relatedJob.load(key);
    return row && toJob(row);
  }

  @Access('operator')
  @Mutation(() => SessionJobPayload, {
    nullable: true,
    description: 'Puts a job into a session; it takes over tag and timetable and leaves any other session.',
  })
  async addSessionJob(
    @Arg('input', () => SessionJobInput, { description: 'The session and the job.' }) input: SessionJobInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<SessionJobPayload> {
    return both(await addSessionJob(this.parts, locatorOf(input, input.sessionId), input.jobId, viewer));
  }

  @Access('operator')
  @Mutation(() => SessionJobPayload, {
    nullable: true,
    description: 'Takes a job out of a session and asks it to stop; nothing happens when it is not in it.',
  })
  async removeSessionJob(
    @Arg('input', () => SessionJobInput, { description: 'The session and the job.' }) input: SessionJobInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<SessionJobPayload> {
    return both(await removeSessionJob(this.parts, locatorOf(input, input.sessionId), input.jobId, viewer));
  }

  @Access('operator')
  @Mutation(() => StartSessionPayload, {
    nullable: true,
    description: 'A job of a session starts: the first one begins the next run, others join it in time.',
  })
  async startSession(
    @Arg('input', () => StartSessionInput, { description: 'The job and the run it knows.' })
    input: StartSessionInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<StartSessionPayload> {
    const start = { jobId: input.jobId, tag: tagOf(input) };
    const locator = locatorOf(input, input.sessionId);
    const { row, result } = await startSession(this.parts, locator, start, viewer);
    return { session: toSession(row), result };
  }

  @Access('operator')
  @Mutation(() => SessionPayload, {
    nullable: true,
    description: 'A job of a session has ended; when all have, so has the session.',
  })
  async endSession(
    @Arg('input', () => EndSessionInput, { description: 'The job and how it ended.' })
    input: EndSessionInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<SessionPayload> {
    const end = { jobId: input.jobId, tag: tagOf(input), result: input.result };
    return {
      session: toSession(await endSession(this.parts, locatorOf(input, input.sessionId), end, viewer)),
    };
  }
}

function both({ session, job }: Membership): SessionJobPayload {
  return { session: toSession(session), job: toJob(job) };
}

function tagOf({ currentTag }: StartSessionInput): number {
  const tag = Number(currentTag);
  if (!Number.isSafeInteger(tag) || tag < 0)
    throw new Fault('BAD_USER_INPUT', '"currentTag" must be an integer from 0 on.');
  return tag;
}
