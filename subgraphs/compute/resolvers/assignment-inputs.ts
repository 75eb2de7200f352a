import { Field, InputType } from 'type-graphql';
import { AssignmentStatusEnum, type AssignmentStatus } from '../entities/assignment-status.js';

/** Which assignment records a list holds. */
@InputType({ description: 'Which assignment records a list holds: those that meet every condition given.' })
export class AssignmentFilter {
  @Field(() => [AssignmentStatusEnum], { nullable: true, description: 'Statuses; any of them.' })
  statuses?: readonly AssignmentStatus[] | null;

  @Field(() => [String], { nullable: true, description: 'Users who have a machine; any of them.' })
  users?: readonly string[] | null;
}
