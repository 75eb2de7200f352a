import { Directive, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import { Json } from '../../../schema/scalars/scalars.js';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import type { PauseReason, WebhookRow } from '../../kernel/events/webhook-row.js';

/** GraphQL's spelling of the states. */
export const WebhookState = { ACTIVE: 'ACTIVE', PAUSED: 'PAUSED' } as const;

/** GraphQL's spelling of the reasons of a pause. */
export const WebhookPauseReason = {
  BY_OWNER: 'BY_OWNER',
  FAILURES: 'FAILURES',
  GONE: 'GONE',
  CURSOR_EXPIRED: 'CURSOR_EXPIRED',
  OWNER_DISABLED: 'OWNER_DISABLED',
  REFUSED: 'REFUSED',
  ENDED: 'ENDED',
} as const satisfies { readonly [R in PauseReason]: R };

registerEnumType(WebhookState, {
  name: 'WebhookState',
  description: 'Whether a webhook is sent its events.',
  valuesConfig: {
    ACTIVE: { description: 'Its events are sent, or sent again until they arrive.' },
    PAUSED: {
      description: 'Nothing is sent; it goes on behind the last event that arrived when it is resumed.',
    },
  },
});

registerEnumType(WebhookPauseReason, {
  name: 'WebhookPauseReason',
  description: 'Why a webhook is paused.',
  valuesConfig: {
    BY_OWNER: { description: 'Somebody paused it.' },
    FAILURES: { description: 'An event did not arrive however often it was sent.' },
    GONE: { description: 'The receiver answered 410: it wants nothing any more.' },
    CURSOR_EXPIRED: {
      description:
        'The events behind the last one that arrived are kept no longer. Resume it with "skipLost".',
    },
    OWNER_DISABLED: { description: 'Its owner may not ask any more.' },
    REFUSED: { description: 'Its subscription is not allowed any more, or no longer fits the graph.' },
    ENDED: { description: 'Its subscription has ended: nothing more will happen to what it asks for.' },
  },
});

/** A subscription whose events are sent to an address. Its secret never leaves the server again. */
@Directive('@key(fields: "id")')
@ObjectType({
  implements: Node,
  description: 'A subscription whose events are sent to an address, signed, in order, each at least once.',
})
export class Webhook implements Node {
  uuid!: string;

  accountId!: string | null;

  @Field(() => String, { description: 'What it is for, in the words of its owner.' })
  name!: string;

  @Field(() => String, { description: 'Where events are sent to, by POST.' })
  url!: string;

  @Field(() => String, { description: 'The document of the subscription.' })
  query!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Which operation of the document; null is the only one.',
  })
  operationName!: string | null;

  @Field(() => Json, { description: 'The variables of the subscription.' })
  variables!: unknown;

  @Field(() => WebhookState, { description: 'Whether events are sent.' })
  state!: keyof typeof WebhookState;

  @Field(() => WebhookPauseReason, {
    nullable: true,
    description: 'Why it is paused; null while it is active.',
  })
  pauseReason!: PauseReason | null;

  @Field(() => EventCursor, { description: 'The last event that arrived, or behind which it began.' })
  cursor!: string;

  @Field(() => Int, { description: 'Failed attempts of the event that is to arrive next.' })
  failures!: number;

  @Field(() => Date, {
    nullable: true,
    description: 'When it is tried again; null when nothing failed last.',
  })
  nextAttemptAt!: Date | null;

  @Field(() => Date, {
    nullable: true,
    description: 'Until when messages are signed by the former secret as well; null when there is none.',
  })
  formerSecretUntil!: Date | null;

  @Field(() => Date, { description: 'When it was created.' })
  createdAt!: Date;

  get id(): string {
    return toGlobalId('Webhook', this.uuid);
  }
}

/** The webhook of a row. */
export function toWebhook(row: WebhookRow): Webhook {
  return Object.assign(new Webhook(), {
    uuid: row.id,
    accountId: row.account_id,
    name: row.name,
    url: row.url,
    query: row.query,
    operationName: row.operation_name,
    variables: JSON.parse(row.variables) as unknown,
    state: row.state,
    pauseReason: row.reason,
    cursor: row.cursor,
    failures: row.failures,
    nextAttemptAt: row.next_attempt_at === null ? null : new Date(row.next_attempt_at),
    formerSecretUntil: row.previous_until === null ? null : new Date(row.previous_until),
    createdAt: new Date(row.created_at),
  });
}
