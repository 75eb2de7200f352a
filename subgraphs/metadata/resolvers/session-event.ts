import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import { DateTime } from '../../../schema/scalars/scalars.js';
import { Long } from '../../../schema/scalars/long.js';
import { JobResult, SessionStatus } from '../entities/job-words.js';
import type { Session } from '../entities/session.js';

/** Kinds of events of sessions. */
export const SessionEventKind = {
  SNAPSHOT: 'snapshot',
  CREATED: 'created',
  CHANGED: 'changed',
  STARTED: 'started',
  ENDED: 'ended',
  REMOVED: 'removed',
} as const;

/** One of them. */
export type SessionEventKind = (typeof SessionEventKind)[keyof typeof SessionEventKind];

registerEnumType(SessionEventKind, {
  name: 'SessionEventKind',
  description: 'What an event of sessions tells.',
  valuesConfig: {
    SNAPSHOT: {
      description:
        'The sessions asked for as they are; always first when the subscription begins without a cursor.',
    },
    CREATED: { description: 'A new session.' },
    CHANGED: { description: 'The session was changed, or one of its jobs told how far it is.' },
    STARTED: { description: 'A run has started.' },
    ENDED: { description: 'All its jobs have ended.' },
    REMOVED: { description: 'The session is gone.' },
  },
});

/** An event of sessions. What it tells of the session is how that stood after it; in a snapshot it is null. */
@ObjectType({
  description: 'A change of a session with how it stood after it, or the present state of those asked for.',
})
export class SessionEvent {
  @Field(() => EventCursor, { description: 'Place of the event; "after" continues behind it.' })
  cursor!: string;

  @Field(() => SessionEventKind, { description: 'What it tells.' })
  kind!: SessionEventKind;

  @Field(() => DateTime, { description: 'When it happened; for a snapshot, when it was taken.' })
  at!: Date;

  @Field(() => String, { nullable: true, description: 'Its session id.' })
  sessionId!: string | null;

  @Field(() => Long, { nullable: true, description: 'Number of its last run.' })
  sessionTag!: number | null;

  @Field(() => SessionStatus, { nullable: true, description: 'How far it was.' })
  status!: SessionStatus | null;

  @Field(() => JobResult, { nullable: true, description: 'How its last run had ended.' })
  result!: JobResult | null;

  /** Global id; null in a snapshot of other than exactly one. */
  globalId!: string | null;

  /** Those of a snapshot; of other events the session is read when it is asked for. */
  snapshot!: readonly Session[] | null;
}
