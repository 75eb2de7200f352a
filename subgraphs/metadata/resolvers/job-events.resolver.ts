import { Arg, Ctx, FieldResolver, Resolver, Root, Subscription } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import { Access } from '../../kernel/subgraph/access.js';
import { EveryEvent } from '../../kernel/subgraph/delivery.js';
import { mapped } from '../../kernel/subgraph/iterators.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import type { JobRequestWord, JobResult, JobStatus } from '../entities/job-words.js';
import { Job } from '../entities/job.js';
import { liveWork, type LiveWork } from '../services/live-work.js';
import type { MetadataParts } from '../services/parts.js';
import { toJob, word } from '../services/work-entities.js';
import { jobKind } from '../services/work-kind.js';
import { JobEvent, type JobEventKind } from './job-event.js';

import { WorkLoaders } from './work-loaders.js';

interface JobEventsArgs {
  readonly after?: string | null;
  readonly userId?: string | null;
  readonly tenantId?: string | null;
  readonly jobIds?: readonly string[] | null;
  readonly clientId?: string | null;
  readonly sessionId?: string | null;
}

interface Subscriber {
  readonly args: JobEventsArgs;
  readonly context: RequestContext;
}

/** Jobs live. The class is made per subgraph because a subscription's source cannot reach the resolver's instance. */
export function jobEventsResolver(parts: MetadataParts): object {
  @Resolver(() => JobEvent)
  class JobEventsResolver {
    @Access('viewer')
    @EveryEvent()
    @Subscription(() => JobEvent, {
      nullable: true,
      description:
        'Jobs live: first their present state, then every change of them, in order, none left out.',
      subscribe: async ({ args, context }: Subscriber) => {
        const { after, userId, tenantId, jobIds } = args;
        const filter = {
          userId,
          tenantId,
          nativeIds: jobIds,
          columns: { client_id: args.clientId, session_id: args.sessionId },
        };
        return mapped(await liveWork(parts, jobKind, { after, filter }, context.viewer), toEvent);
      },
    })
    jobEvents(
      @Root() event: JobEvent,
      @Arg('after', () => EventCursor, {
        nullable: true,
        description: 'Continue behind the event with this cursor, without a snapshot.',
      })
      _after: string | null,
      @Arg('jobIds', () => [String], { nullable: true, description: 'Jobs of these job ids only.' })
      _jobIds: string[] | null,
      @Arg('userId', () => String, { nullable: true, description: 'Jobs of this user only.' })
      _userId: string | null,
      @Arg('tenantId', () => String, { nullable: true, description: 'Jobs of this tenant only.' })
      _tenantId: string | null,
      @Arg('clientId', () => String, { nullable: true, description: 'Jobs of this backup client only.' })
      _clientId: string | null,
      @Arg('sessionId', () => String, { nullable: true, description: 'Jobs of this session only.' })
      _sessionId: string | null,
    ): JobEvent {
      return event;
    }

    @FieldResolver(() => Job, {
      nullable: true,
      description: 'The job as it is now; null when it is gone, and in a snapshot of other than exactly one.',
    })
    async job(@Root() event: JobEvent, @Ctx() context: RequestContext): Promise<Job | null> {
      if (event.globalId === null) return null;
      const row = await WorkLoaders.of(parts, context).job.load(event.globalId);
      return row && toJob(row);
    }

    @FieldResolver(() => [Job], {
      description: 'In a snapshot the jobs asked for, the newest 1000; otherwise the one, if it is there.',
    })
    async jobs(@Root() event: JobEvent, @Ctx() context: RequestContext): Promise<Job[]> {
      if (event.snapshot) return [...event.snapshot];
      const one = await this.job(event, context);
      return one ? [one] : [];
    }
  }
  return new JobEventsResolver();
}

function toEvent({ cursor, change, at, seq, state, rows }: LiveWork): JobEvent {
  return Object.assign(new JobEvent(), {
    cursor,
    kind: change as JobEventKind,
    at,
    jobId: word(state, 'nativeId') ?? (rows?.length === 1 ? (rows[0]?.native_id ?? null) : null),
    clientId: word(state, 'client_id'),
    sessionId: word(state, 'session_id'),
    event: word<JobRequestWord>(state, 'event'),
    status: word<JobStatus>(state, 'status'),
    result: word<JobResult>(state, 'result'),
    globalId: seq === null ? null : toGlobalId('Job', seq),
    snapshot: rows?.map(toJob) ?? null,
  });
}
