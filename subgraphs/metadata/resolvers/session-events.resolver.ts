import { Arg, Ctx, FieldResolver, Resolver, Root, Subscription } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import { Access } from '../../kernel/subgraph/access.js';
import { EveryEvent } from '../../kernel/subgraph/delivery.js';
import { mapped } from '../../kernel/subgraph/iterators.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import type { JobResult, SessionStatus } from '../entities/job-words.js';
import { Session } from '../entities/session.js';
import { liveWork, type LiveWork } from '../services/live-work.js';
import type { MetadataParts } from '../services/parts.js';
import { toSession, word } from '../services/work-entities.js';
import { sessionKind } from '../services/work-kind.js';
import { SessionEvent, type SessionEventKind } from './session-event.js';

import { WorkLoaders } from './work-loaders.js';

interface SessionEventsArgs {
  readonly after?: string | null;
  readonly userId?: string | null;
  readonly tenantId?: string | null;
  readonly sessionIds?: readonly string[] | null;
}

interface Subscriber {
  readonly args: SessionEventsArgs;
  readonly context: RequestContext;
}

/** Sessions live. The class is made per subgraph because a subscription's source cannot reach the resolver's instance. */
export function sessionEventsResolver(parts: MetadataParts): object {
  @Resolver(() => SessionEvent)
  class SessionEventsResolver {
    @Access('viewer')
    @EveryEvent()
    @Subscription(() => SessionEvent, {
      nullable: true,
      description:
        'Sessions live: first their present state, then every change of them, in order, none left out.',
      subscribe: async ({ args, context }: Subscriber) => {
        const { after, userId, tenantId, sessionIds } = args;
        const filter = { userId, tenantId, nativeIds: sessionIds, columns: {} };
        return mapped(await liveWork(parts, sessionKind, { after, filter }, context.viewer), toEvent);
      },
    })
    sessionEvents(
      @Root() event: SessionEvent,
      @Arg('after', () => EventCursor, {
        nullable: true,
        description: 'Continue behind the event with this cursor, without a snapshot.',
      })
      _after: string | null,
      @Arg('sessionIds', () => [String], {
        nullable: true,
        description: 'Sessions of these session ids only.',
      })
      _sessionIds: string[] | null,
      @Arg('userId', () => String, { nullable: true, description: 'Sessions of this user only.' })
      _userId: string | null,
      @Arg('tenantId', () => String, { nullable: true, description: 'Sessions of this tenant only.' })
      _tenantId: string | null,
    ): SessionEvent {
      return event;
    }

    @FieldResolver(() => Session, {
      nullable: true,
      description:
        'The session as it is now; null when it is gone, and in a snapshot of other than exactly one.',
    })
    async session(@Root() event: SessionEvent, @Ctx() context: RequestContext): Promise<Session | null> {
      if (event.globalId === null) return null;
      const row = await WorkLoaders.of(parts, context).session.load(event.globalId);
      return row && toSession(row);
    }

    @FieldResolver(() => [Session], {
      description:
        'In a snapshot the sessions asked for, the newest 1000; otherwise the one, if it is there.',
    })
    async sessions(@Root() event: SessionEvent, @Ctx() context: RequestContext): Promise<Session[]> {
      if (event.snapshot) return [...event.snapshot];
      const one = await this.session(event, context);
      return one ? [one] : [];
    }
  }
  return new SessionEventsResolver();
}

function toEvent({ cursor, change, at, seq, state, rows }: LiveWork): SessionEvent {
  return Object.assign(new SessionEvent(), {
    cursor,
    kind: change as SessionEventKind,
    at,
    sessionId: word(state, 'nativeId') ?? (rows?.length === 1 ? (rows[0]?.native_id ?? null) : null),
    sessionTag: typeof state?.['session_tag'] === 'number' ? state['session_tag'] : null,
    status: word<SessionStatus>(state, 'status'),
    result: word<JobResult>(state, 'result'),
    globalId: seq === null ? null : toGlobalId('Session', seq),
    snapshot: rows?.map(toSession) ?? null,
  });
}
