import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../../../schema/scalars/scalars.js';
import { AlertOriginEnum, type AlertOrigin } from './alert-words.js';

/** What an entry of an alert's history tells. */
export const AlertHistoryChangeEnum = { OPENED: 'OPENED', SEVERITY: 'SEVERITY', CLEARED: 'CLEARED' } as const;

/** One of them. */
export type AlertHistoryChange = keyof typeof AlertHistoryChangeEnum;

registerEnumType(AlertHistoryChangeEnum, {
  name: 'AlertHistoryChange',
  description: "What an entry of an alert's history tells.",
  valuesConfig: {
    OPENED: { description: 'It was reported for the first time.' },
    SEVERITY: { description: 'It was reported with another severity.' },
    CLEARED: { description: 'It was cleared.' },
  },
});

/** An entry of an alert's history. */
@ObjectType({ description: 'A turn in the life of an alert. Repeats without a change are only counted.' })
export class AlertHistoryEntry {
  @Field(() => DateTime, { description: 'When it happened.' })
  at!: Date;

  @Field(() => AlertHistoryChangeEnum, { description: 'What happened.' })
  change!: AlertHistoryChange;

  @Field(() => AlertOriginEnum, { description: 'What told of it.' })
  origin!: AlertOrigin;

  @Field(() => String, { nullable: true, description: 'Severity then, in the word of the array.' })
  severity!: string | null;

  @Field(() => String, { nullable: true, description: 'Description then, in the words of the array.' })
  description!: string | null;
}
