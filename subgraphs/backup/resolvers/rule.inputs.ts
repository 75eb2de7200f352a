import { Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { Long, type LongValue } from '../../../schema/scalars/long.js';
import { RoleTypeEnum, type RoleType } from '../entities/policy-words.js';
import { ScheduleTypeEnum, type ScheduleType } from '../entities/schedule-words.js';
import { SortDirectionEnum, type SortDirection } from '../entities/sort-direction.js';

const optional = (description: string): { readonly nullable: true; readonly description: string } => ({
  nullable: true,
  description,
});

/** What a list of rules is narrowed to. */
@InputType({ description: 'What a list of rules is narrowed to; everything given must hold.' })
export class RuleFilter {
  @Field(() => [ID], optional('One of these GUIDs.'))
  guids?: string[] | null;

  @Field(() => [ID], optional('Of one of these policies, by GUID.'))
  policyGuids?: string[] | null;

  @Field(() => [ID], optional('One of these schedules is attached, by GUID.'))
  scheduleGuids?: string[] | null;

  @Field(() => ScheduleTypeEnum, optional('What their policies are for.'))
  kind?: ScheduleType | null;
}

/** What rules can be ordered by. */
export const RuleOrderFieldEnum = {
  POSITION: 'POSITION',
  NAME: 'NAME',
  CREATED_AT: 'CREATED_AT',
} as const;

/** One of them. */
export type RuleOrderField = keyof typeof RuleOrderFieldEnum;

registerEnumType(RuleOrderFieldEnum, {
  name: 'RuleOrderField',
  description: 'What rules can be ordered by; ties by GUID.',
  valuesConfig: {
    POSITION: { description: 'Place in its policy.' },
    NAME: { description: 'Name.' },
    CREATED_AT: { description: 'When it was made.' },
  },
});

/** An order of rules. */
@InputType({ description: 'An order of rules.' })
export class RuleOrder {
  @Field(() => RuleOrderFieldEnum, { description: 'By what.' })
  field!: RuleOrderField;

  @Field(() => SortDirectionEnum, { defaultValue: 'ASC', description: 'Which way it runs.' })
  direction!: SortDirection;
}

/** Where a rule stores. */
@InputType({
  description:
    'Where a rule stores, and what stays there. What is left out stays as the rule has it for the role.',
})
export class RuleDestinationInput {
  @Field(() => ID, { description: 'GUID of the destination.' })
  destinationGuid!: string;

  @Field(() => RoleTypeEnum, optional('What it is to the rule; PRIMARY unless given. Each role once.'))
  roleType?: RoleType | null;

  @Field(() => Boolean, optional('Whether backups go there; true unless given.'))
  active?: boolean | null;

  @Field(() => Int, optional('Full backups of a machine that stay, however old; 4 unless given.'))
  keepLastFull?: number | null;

  @Field(() => Long, optional('Age up to which full backups stay, in milliseconds; 30 days unless given.'))
  keepFullNewer?: LongValue | null;

  @Field(() => Int, optional('Incremental backups of a machine that stay, however old; 30 unless given.'))
  keepLastIncremental?: number | null;

  @Field(
    () => Long,
    optional('Age up to which incremental ones stay, in milliseconds; 30 days unless given.'),
  )
  keepIncrementalNewer?: LongValue | null;

  @Field(
    () => Boolean,
    optional('Whether the last one stays while its machine is present; false unless given.'),
  )
  keepLastWhileSourceExists?: boolean | null;

  @Field(() => Int, optional('Days from its making in which a backup is not removed; none unless given.'))
  retentionLockDays?: number | null;
}

/** What can be said of a rule. */
@InputType({ description: 'What can be said of it; what is left out stays as it is or gets its default.' })
export abstract class RuleInput {
  @Field(() => Boolean, optional('Whether its schedules fire for it; true unless given.'))
  active?: boolean | null;

  @Field(() => Int, optional('Its place among the rules of its policy; the last unless given.'))
  position?: number | null;

  @Field(
    () => [ID],
    optional('GUIDs of all schedules attached to it; their type must be the kind of the policy.'),
  )
  scheduleGuids?: string[] | null;

  @Field(() => [RuleDestinationInput], optional('All places it stores in.'))
  destinations?: RuleDestinationInput[] | null;

  @Field(() => Int, optional('Snapshots kept of each machine, for a snapshot policy; no limit unless given.'))
  retentionVersions?: number | null;

  @Field(() => Int, optional('Days snapshots are kept, for a snapshot policy; no limit unless given.'))
  retentionDays?: number | null;
}

/** A rule to be made. */
@InputType({ description: 'A rule to be made.' })
export class CreateRuleInput extends RuleInput {
  @Field(() => ID, { description: 'GUID of its policy. It stays.' })
  policyGuid!: string;

  @Field(() => String, { description: 'Name, 1 to 255 characters; unique within the policy.' })
  name!: string;
}

/** A change of a rule. */
@InputType({
  description: 'A change of a rule: what is left out stays, null puts the default, a list replaces.',
})
export class UpdateRuleInput extends RuleInput {
  @Field(() => ID, { description: 'GUID of the rule.' })
  guid!: string;

  @Field(() => String, optional('Name, 1 to 255 characters; unique within the policy.'))
  name?: string | null;
}

/** A rule within a policy. */
@InputType({ description: 'A rule within a policy: changed when it has a GUID, made when not.' })
export class PolicyRuleInput extends RuleInput {
  @Field(() => ID, optional('GUID of a rule of the policy.'))
  guid?: string | null;

  @Field(() => String, optional('Name, 1 to 255 characters; unique within the policy. Needed to make one.'))
  name?: string | null;
}

/** Names what is deleted. */
@InputType({ description: 'Which rule is deleted.' })
export class DeleteRuleInput {
  @Field(() => ID, { description: 'GUID of the rule.' })
  guid!: string;
}
