import { Directive, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import type { WebhookDeliveryRow } from '../../kernel/events/webhook-row.js';

/** GraphQL's spelling of what became of a message. */
export const WebhookDeliveryStatus = {
  PENDING: 'PENDING',
  DELIVERED: 'DELIVERED',
  FAILED: 'FAILED',
} as const;

registerEnumType(WebhookDeliveryStatus, {
  name: 'WebhookDeliveryStatus',
  description: 'What became of the last attempt of a message.',
  valuesConfig: {
    PENDING: { description: 'It is being sent, or about to be.' },
    DELIVERED: { description: 'The receiver answered with a status from 200 to 299.' },
    FAILED: { description: 'It did not arrive, or the receiver answered otherwise.' },
  },
});

/** A message that was sent for a webhook. */
@Directive('@key(fields: "id")')
@ObjectType({
  implements: Node,
  description: 'A message that was sent for a webhook. The last 200 of each are kept.',
})
export class WebhookDelivery implements Node {
  seq!: number;

  webhookUuid!: string;

  @Field(() => String, { description: 'The header "webhook-id", the same for every attempt.' })
  messageId!: string;

  @Field(() => Boolean, { description: 'Whether it was a test and tells of no event.' })
  isTest!: boolean;

  @Field(() => EventCursor, { nullable: true, description: 'The event it tells of; null for a test.' })
  cursor!: string | null;

  @Field(() => WebhookDeliveryStatus, { description: 'What became of the last attempt.' })
  status!: keyof typeof WebhookDeliveryStatus;

  @Field(() => Int, { description: 'How often it was sent.' })
  attempts!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'HTTP status of the last answer; null when there was none.',
  })
  httpStatus!: number | null;

  @Field(() => Int, { nullable: true, description: 'How long the last attempt took, in ms.' })
  durationMs!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'The first 512 bytes of the last answer, without what it repeats of secrets.',
  })
  answer!: string | null;

  @Field(() => String, { nullable: true, description: 'Why the last attempt failed.' })
  problem!: string | null;

  @Field(() => Date, { description: 'When it was first written down.' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it was last sent; null is not yet.' })
  attemptedAt!: Date | null;

  get id(): string {
    return toGlobalId('WebhookDelivery', String(this.seq));
  }
}

/** The delivery of a row. */
export function toWebhookDelivery(row: WebhookDeliveryRow): WebhookDelivery {
  return Object.assign(new WebhookDelivery(), {
    seq: row.id,
    webhookUuid: row.webhook_id,
    messageId: row.message_id,
    isTest: row.is_test,
    cursor: row.cursor,
    status: row.status === 'SENDING' ? 'PENDING' : row.status,
    attempts: row.attempts,
    httpStatus: row.http_status,
    durationMs: row.duration_ms,
    answer: row.answer,
    problem: row.problem,
    createdAt: new Date(row.created_at),
    attemptedAt: row.attempted_at === null ? null : new Date(row.attempted_at),
  });
}
