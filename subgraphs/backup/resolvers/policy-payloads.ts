import { Field, ID, ObjectType } from 'type-graphql';
import { AutoAssignChangeEnum, AutoAssignReasonEnum } from '../entities/policy-words.js';
import { Credential } from '../entities/credential.js';
import { MailingList } from '../entities/mailing-list.js';
import { Policy } from '../entities/policy.js';
import { Rule } from '../entities/rule.js';
import { Schedule } from '../entities/schedule.js';
import { VirtualMachine } from '../entities/virtual-machine.js';
import type { AssignChange } from '../services/auto-assignment.js';

/** A schedule as it is now. */
@ObjectType({ description: 'A schedule as it is now.' })
export class SchedulePayload {
  @Field(() => Schedule, { description: 'The schedule.' })
  schedule!: Schedule;
}

/** A policy as it is now. */
@ObjectType({ description: 'A policy as it is now.' })
export class PolicyPayload {
  @Field(() => Policy, { description: 'The policy.' })
  policy!: Policy;
}

/** A rule as it is now. */
@ObjectType({ description: 'A rule as it is now.' })
export class RulePayload {
  @Field(() => Rule, { description: 'The rule.' })
  rule!: Rule;
}

/** A mailing list as it is now. */
@ObjectType({ description: 'A mailing list as it is now.' })
export class MailingListPayload {
  @Field(() => MailingList, { description: 'The mailing list.' })
  mailingList!: MailingList;
}

/** A credential as it is now. */
@ObjectType({ description: 'A credential as it is now.' })
export class CredentialPayload {
  @Field(() => Credential, { description: 'The credential.' })
  credential!: Credential;
}

/** What was deleted. */
@ObjectType({ description: 'What was deleted.' })
export class DeletedPayload {
  @Field(() => ID, { description: 'Its GUID.' })
  guid!: string;
}

/** What auto-assignment would do to a machine. */
@ObjectType({ description: 'What auto-assignment would do to a machine.' })
export class AutoAssignmentChange {
  @Field(() => ID, { description: 'GUID of the machine.' })
  vmGuid!: string;

  @Field(() => AutoAssignChangeEnum, { description: 'What.' })
  type!: AssignChange['type'];

  @Field(() => AutoAssignReasonEnum, { description: 'Why.' })
  reason!: AssignChange['reason'];

  @Field(() => VirtualMachine, { nullable: true, description: 'The machine.' })
  virtualMachine!: VirtualMachine | null;
}
