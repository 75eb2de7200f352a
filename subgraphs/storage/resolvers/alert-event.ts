import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import { DateTime } from '../../../schema/scalars/scalars.js';
import { Alert } from '../entities/alert.js';

/** Kinds of events of alerts. */
export const AlertEventKindEnum = {
  SNAPSHOT: 'SNAPSHOT',
  OPENED: 'OPENED',
  CHANGED: 'CHANGED',
  CLEARED: 'CLEARED',
} as const;

/** Kind of an event of alerts. */
export type AlertEventKind = keyof typeof AlertEventKindEnum;

registerEnumType(AlertEventKindEnum, {
  name: 'AlertEventKind',
  description: 'What an event of alerts tells.',
  valuesConfig: {
    SNAPSHOT: {
      description: 'The open alerts asked for; always first when the subscription begins without a cursor.',
    },
    OPENED: { description: 'A condition was reported that was not open.' },
    CHANGED: { description: 'It was reported again; repeats that come fast count as one event.' },
    CLEARED: { description: 'It is over; the alert is shown as it was cleared.' },
  },
});

/** An event of alerts. */
@ObjectType({ description: 'A change of an alert, or the open alerts asked for.' })
export class AlertEvent {
  @Field(() => EventCursor, { description: 'Place of the event; "after" continues behind it.' })
  cursor!: string;

  @Field(() => AlertEventKindEnum, { description: 'What it tells.' })
  kind!: AlertEventKind;

  @Field(() => DateTime, { description: 'When it happened; for a snapshot, when it was taken.' })
  at!: Date;

  @Field(() => Alert, {
    nullable: true,
    description: 'The alert; null in a snapshot of other than exactly one.',
  })
  alert!: Alert | null;

  @Field(() => [Alert], {
    description: 'In a snapshot the open alerts, the newest 1000; else exactly the one.',
  })
  alerts!: readonly Alert[];
}
