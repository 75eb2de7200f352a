import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { Long, type LongValue } from '../../../schema/scalars/long.js';
import { DateTime } from '../../../schema/scalars/scalars.js';
import {
  AlertSeverityEnum,
  AlertStateEnum,
  type AlertSeverity,
  type AlertState,
} from '../entities/alert-words.js';
import type { Direction } from '../services/list-order.js';
import { SortDirection } from './list-inputs.js';

/** Which alerts a list holds; all conditions must be met. */
@InputType({ description: 'Which alerts a list holds: those that meet every condition given.' })
export class AlertFilter {
  @Field(() => [ID], { nullable: true, description: 'UUIDs of alerts; any of them.' })
  uuids?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'UUIDs of storages; any of them.' })
  storageUuids?: readonly string[] | null;

  @Field(() => [AlertStateEnum], { nullable: true, description: 'States; any of them.' })
  states?: readonly AlertState[] | null;

  @Field(() => [AlertSeverityEnum], { nullable: true, description: 'Severities; any of them.' })
  severities?: readonly AlertSeverity[] | null;

  @Field(() => [String], { nullable: true, description: 'Categories, such as Fault; any of them.' })
  categories?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'Kinds, as the arrays number them; any of them.' })
  alertIds?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'Numbers on the arrays; any of them.' })
  sequenceNumbers?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'Match keys; any of them.' })
  matchKeys?: readonly string[] | null;

  @Field(() => DateTime, { nullable: true, description: 'Last reported at this instant or later.' })
  reportedAfter?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Last reported before this instant.' })
  reportedBefore?: Date | null;
}

/** What a list of alerts can be ordered by. */
export const AlertOrderFieldEnum = {
  LAST_AT: 'LAST_AT',
  FIRST_AT: 'FIRST_AT',
  SEVERITY: 'SEVERITY',
  OCCURRENCES: 'OCCURRENCES',
} as const;

/** One of them. */
export type AlertOrderField = keyof typeof AlertOrderFieldEnum;

registerEnumType(AlertOrderFieldEnum, {
  name: 'AlertOrderField',
  description: 'What a list of alerts can be ordered by.',
  valuesConfig: {
    LAST_AT: { description: 'When it was last reported.' },
    FIRST_AT: { description: 'When it was first reported.' },
    SEVERITY: { description: 'How bad it is; the worst is the highest.' },
    OCCURRENCES: { description: 'How often it was reported.' },
  },
});

/** A key of the order of a list of alerts. */
@InputType({ description: 'A key of the order of a list of alerts.' })
export class AlertOrder {
  @Field(() => AlertOrderFieldEnum, { description: 'By what.' })
  field!: AlertOrderField;

  @Field(() => SortDirection, { defaultValue: SortDirection.DESC, description: 'Which way it runs.' })
  direction!: Direction;
}

/** An alert source. */
@InputType({
  description:
    'Where the traps of a storage come from. What is left out stays as it is; what belongs to another protocol version or a higher security level goes.',
})
export class PutAlertSourceInput {
  @Field(() => String, { description: 'UUID of the storage.' })
  storageUuid!: string;

  @Field(() => String, { description: 'Address traps are sent from; several are separated by commas.' })
  host!: string;

  @Field(() => String, { description: 'SNMPv1, SNMPv2c or SNMPv3; also in lower case.' })
  version!: string;

  @Field(() => String, { nullable: true, description: 'Needed for versions 1 and 2c. 1 to 32 characters.' })
  communityString?: string | null;

  @Field(() => String, { nullable: true, description: 'Needed for version 3. 1 to 32 characters.' })
  username?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Needed for version 3: noAuthnoPriv, authNoPriv or authPriv.',
  })
  securityLevel?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'HMACSHA, HMACMD5, HMCSHA2224, HMCSHA2256, HMCSHA2384 or HMCSHA2512; needed for authNoPriv and authPriv.',
  })
  authProtocol?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Needed for authNoPriv and authPriv. At least 8 characters.',
  })
  authKey?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'DES, 3DES, AES, AES192 or AES256; needed for authPriv.',
  })
  privacyProtocol?: string | null;

  @Field(() => String, { nullable: true, description: 'Needed for authPriv. At least 8 characters.' })
  privacyKey?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Engine of the array for version 3: 9 to 64 hexadecimal digits. Found out by itself where the array answers.',
  })
  engineId?: string | null;

  @Field(() => String, { nullable: true, description: 'Context of version 3. At most 32 characters.' })
  contextName?: string | null;

  @Field(() => Long, { nullable: true, description: "Port of the array's SNMP agent." })
  port?: LongValue | null;

  @Field(() => Long, { nullable: true, description: 'How often the agent is asked again.' })
  retryNum?: LongValue | null;

  @Field(() => Long, { nullable: true, description: 'How long its answer is waited for, in seconds.' })
  expiration?: LongValue | null;
}

/** Which source goes. */
@InputType({ description: 'Which alert source to take away.' })
export class DeleteAlertSourceInput {
  @Field(() => String, { description: 'UUID of the storage.' })
  storageUuid!: string;
}

/** Which alert is cleared. */
@InputType({ description: 'Which alert to clear on its array.' })
export class ClearAlertInput {
  @Field(() => String, { description: 'UUID of the storage.' })
  storageUuid!: string;

  @Field(() => String, { description: "The array's number of the alert." })
  sequenceNumber!: string;
}

/** Which storage is asked. */
@InputType({ description: 'Which storage to ask for its alerts.' })
export class SyncAlertsInput {
  @Field(() => String, { description: 'UUID of the storage.' })
  storageUuid!: string;

  @Field(() => Long, {
    nullable: true,
    description: 'Alerts from this time on, in milliseconds since 1970; all when absent or 0.',
  })
  beginTime?: LongValue | null;

  @Field(() => Long, {
    nullable: true,
    description: 'Alerts up to this time, in milliseconds since 1970; all when absent or 0.',
  })
  endTime?: LongValue | null;

  @Field(() => String, {
    nullable: true,
    description:
      'A second request with the same key gets the task of the first, and nothing is done twice. At most 200 characters.',
  })
  idempotencyKey?: string | null;
}
