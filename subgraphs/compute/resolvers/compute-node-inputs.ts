import { Field, InputType, registerEnumType } from 'type-graphql';
import { ComputeNodeStateEnum, type ComputeNodeState } from '../entities/compute-node-state.js';

/** Which machines a list holds; all conditions must be met. */
@InputType({ description: 'Which machines a list holds: those that meet every condition given.' })
export class ComputeNodeFilter {
  @Field(() => [String], { nullable: true, description: 'Clouds by name; any of them.' })
  clouds?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: "The clouds' own ids; any of them." })
  nativeIds?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'Host names, letter case ignored; any of them.' })
  names?: readonly string[] | null;

  @Field(() => [ComputeNodeStateEnum], { nullable: true, description: 'States; any of them.' })
  states?: readonly ComputeNodeState[] | null;

  @Field(() => String, { nullable: true, description: 'Tenant they belong to.' })
  tenantId?: string | null;
}

/** Orders of a list of machines. */
export const ComputeNodeOrderEnum = {
  PROVIDER: 'PROVIDER',
  NAME: 'NAME',
  NAME_DESC: 'NAME_DESC',
  CHANGED_DESC: 'CHANGED_DESC',
} as const;

/** Order of a list of machines. */
export type ComputeNodeOrder = keyof typeof ComputeNodeOrderEnum;

registerEnumType(ComputeNodeOrderEnum, {
  name: 'ComputeNodeOrder',
  description: 'Orders of a list of machines.',
  valuesConfig: {
    PROVIDER: { description: 'As the clouds list them, the clouds as configured.' },
    NAME: { description: 'By name, ascending.' },
    NAME_DESC: { description: 'By name, descending.' },
    CHANGED_DESC: { description: 'The one that changed last comes first.' },
  },
});
