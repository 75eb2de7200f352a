import { Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { AutoAssignModeEnum, type AutoAssignMode } from '../entities/policy-words.js';
import { ScheduleTypeEnum, type ScheduleType } from '../entities/schedule-words.js';
import { SortDirectionEnum, type SortDirection } from '../entities/sort-direction.js';
import { PolicyRuleInput } from './rule.inputs.js';

const optional = (description: string): { readonly nullable: true; readonly description: string } => ({
  nullable: true,
  description,
});

/** What a list of policies is narrowed to. */
@InputType({ description: 'What a list of policies is narrowed to; everything given must hold.' })
export class PolicyFilter {
  @Field(() => [ID], optional('One of these GUIDs.'))
  guids?: string[] | null;

  @Field(() => String, optional('Exactly this tenant.'))
  tenantId?: string | null;

  @Field(() => ScheduleTypeEnum, optional('What they are for.'))
  kind?: ScheduleType | null;

  @Field(() => Boolean, optional('Whether its schedules fire.'))
  active?: boolean | null;

  @Field(() => [ID], optional('One of these machines is in it, by GUID.'))
  vmGuids?: string[] | null;

  @Field(() => [ID], optional('One of these schedules is attached to a rule of it, by GUID.'))
  scheduleGuids?: string[] | null;
}

/** What policies can be ordered by. */
export const PolicyOrderFieldEnum = {
  NAME: 'NAME',
  ACTIVE: 'ACTIVE',
  PRIORITY: 'PRIORITY',
  AVERAGE_BACKUP_SIZE: 'AVERAGE_BACKUP_SIZE',
  CREATED_AT: 'CREATED_AT',
} as const;

/** One of them. */
export type PolicyOrderField = keyof typeof PolicyOrderFieldEnum;

registerEnumType(PolicyOrderFieldEnum, {
  name: 'PolicyOrderField',
  description: 'What policies can be ordered by; ties by GUID.',
  valuesConfig: {
    NAME: { description: 'Name.' },
    ACTIVE: { description: 'Whether its schedules fire; those that do not are the smaller.' },
    PRIORITY: { description: 'Priority of its tasks.' },
    AVERAGE_BACKUP_SIZE: { description: 'Mean size of the newest backups of its machines.' },
    CREATED_AT: { description: 'When it was made.' },
  },
});

/** An order of policies. */
@InputType({ description: 'An order of policies.' })
export class PolicyOrder {
  @Field(() => PolicyOrderFieldEnum, { description: 'By what.' })
  field!: PolicyOrderField;

  @Field(() => SortDirectionEnum, { defaultValue: 'ASC', description: 'Which way it runs.' })
  direction!: SortDirection;
}

/** Which machines a policy takes by itself. */
@InputType({
  description:
    'Which machines a policy takes by itself. What excludes wins; tags and expressions are alternatives.',
})
export class AutoAssignInput {
  @Field(() => AutoAssignModeEnum, optional('Whether it does; DISABLED unless given.'))
  mode?: AutoAssignMode | null;

  @Field(() => [String], optional('Tags of which one takes a machine in.'))
  includeTags?: string[] | null;

  @Field(() => [String], optional('Tags of which one keeps a machine out.'))
  excludeTags?: string[] | null;

  @Field(
    () => [String],
    optional('RE2 expressions of which one must match the whole name; at most 100 of 255 characters.'),
  )
  includeRegExps?: string[] | null;

  @Field(() => [String], optional('RE2 expressions of which none may match the whole name.'))
  excludeRegExps?: string[] | null;

  @Field(() => [ID], optional('GUIDs of the clusters machines must be in one of; any when empty.'))
  clusterGuids?: string[] | null;
}

/** What can be said of a policy. */
@InputType({ description: 'What can be said of it; what is left out stays as it is or gets its default.' })
export abstract class PolicyInput {
  @Field(() => Boolean, optional('Whether its schedules fire; true unless given.'))
  active?: boolean | null;

  @Field(() => Int, optional('Priority of its tasks, 0 to 100; 50 unless given.'))
  priority?: number | null;

  @Field(() => Boolean, optional('Whether machines that vanished leave it; false unless given.'))
  autoRemoveNonPresent?: boolean | null;

  @Field(() => AutoAssignInput, optional('Which machines it takes by itself; none unless given.'))
  autoAssign?: AutoAssignInput | null;

  @Field(() => Boolean, optional('Whether auto-assignment is done once right after this.'))
  executeAutoAssignment?: boolean | null;

  @Field(() => [ID], optional('GUIDs of all machines in it; those of other policies move here.'))
  vmGuids?: string[] | null;

  @Field(() => [PolicyRuleInput], optional('All its rules; those not listed are deleted.'))
  rules?: PolicyRuleInput[] | null;

  @Field(() => Int, optional('How often a failed export or store is tried again; 0 unless given.'))
  backupRetryCount?: number | null;

  @Field(() => Int, optional('Percentage of failed exports of a run above which the waiting ones fail.'))
  failRemainingExportThreshold?: number | null;

  @Field(() => Int, optional('Percentage of failed stores of a run above which the waiting ones fail.'))
  failRemainingStoreThreshold?: number | null;

  @Field(
    () => Boolean,
    optional(
      'Whether its mailing list gets a report of each day, where a mail server is set; false unless given.',
    ),
  )
  dailyReportEnabled?: boolean | null;

  @Field(() => ID, optional('GUID of the mailing list of the report.'))
  mailingListGuid?: string | null;

  @Field(() => Boolean, optional('Whether every tenant sees it; false unless given.'))
  visibleForAllProjects?: boolean | null;

  @Field(() => [ID], optional('GUIDs of projects that see it as well.'))
  projectGuids?: string[] | null;

  @Field(() => Boolean, optional('Whether machines are quiesced before a snapshot; false unless given.'))
  quiesceBeforeSnapshot?: boolean | null;

  @Field(() => Boolean, optional('Whether retention removes nothing but what is marked; false unless given.'))
  disableCleanOldBackups?: boolean | null;

  @Field(
    () => Boolean,
    optional('Whether file systems are looked for in its backups when they are stored; false unless given.'),
  )
  scanFileSystem?: boolean | null;

  @Field(() => String, optional('Tenant it belongs to; that of the caller when confined to one.'))
  tenantId?: string | null;
}

/** A policy to be made. */
@InputType({ description: 'A policy to be made.' })
export class CreatePolicyInput extends PolicyInput {
  @Field(() => String, { description: 'Name, 1 to 255 characters; unique among policies of its kind.' })
  name!: string;

  @Field(() => ScheduleTypeEnum, optional('What it is for; VM_BACKUP unless given. It stays.'))
  kind?: ScheduleType | null;

  @Field(
    () => Boolean,
    optional('Whether the name is unique for its tenant alone; so unless told when the caller is confined.'),
  )
  nameScoped?: boolean | null;
}

/** A change of a policy. */
@InputType({
  description: 'A change of a policy: what is left out stays, null puts the default, a list replaces.',
})
export class UpdatePolicyInput extends PolicyInput {
  @Field(() => ID, { description: 'GUID of the policy.' })
  guid!: string;

  @Field(() => String, optional('Name, 1 to 255 characters; unique among policies of its kind.'))
  name?: string | null;
}

/** Names what is deleted. */
@InputType({ description: 'Which policy is deleted.' })
export class DeletePolicyInput {
  @Field(() => ID, { description: 'GUID of the policy.' })
  guid!: string;
}

/** A policy of which auto-assignment is tried out. */
@InputType({ description: 'A policy of which auto-assignment is tried out; nothing is changed.' })
export class AutoAssignmentPreviewInput {
  @Field(() => ID, optional('GUID of a policy that is kept; its settings hold where none are given.'))
  guid?: string | null;

  @Field(() => ScheduleTypeEnum, optional('What it is for; that of the kept policy, else VM_BACKUP.'))
  kind?: ScheduleType | null;

  @Field(() => AutoAssignInput, optional('The settings to try.'))
  autoAssign?: AutoAssignInput | null;
}
