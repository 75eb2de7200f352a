import { Field, InputType, registerEnumType } from 'type-graphql';
import { AssignmentStatusEnum, type AssignmentStatus } from '../entities/assignment-status.js';

/** Which assignment records a list holds. */
@InputType({ description: 'Which assignment records a list holds: those that meet every condition given.' })
export class AssignmentFilter {
  @Field(() => [AssignmentStatusEnum], { nullable: true, description: 'Statuses; any of them.' })
  statuses?: readonly AssignmentStatus[] | null;

  @Field(() => [String], { nullable: true, description: 'Users who have a machine; any of them.' })
  users?: readonly string[] | null;
}

/** Orders of a list of assignment records. */
export const AssignmentOrderEnum = { NUMBER: 'NUMBER', NUMBER_DESC: 'NUMBER_DESC' } as const;

/** Order of a list of assignment records. */
export type AssignmentOrder = keyof typeof AssignmentOrderEnum;

registerEnumType(AssignmentOrderEnum, {
  name: 'AssignmentOrder',
  description: 'Orders of a list of assignment records.',
  valuesConfig: {
    NUMBER: { description: 'By record number, ascending.' },
    NUMBER_DESC: { description: 'By record number, descending.' },
  },
});
