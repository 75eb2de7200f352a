import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { SortDirectionEnum, type SortDirection } from '../entities/sort-direction.js';

const WorkflowOrderFieldEnum = { CREATED_AT: 'CREATED_AT' } as const;

registerEnumType(WorkflowOrderFieldEnum, {
  name: 'WorkflowOrderField',
  description: 'What requests can be ordered by; ties by GUID.',
  valuesConfig: { CREATED_AT: { description: 'When they were made.' } },
});

/** The order of a list of requests. */
@InputType({ description: 'The order of a list of requests.' })
export class WorkflowOrder {
  @Field(() => WorkflowOrderFieldEnum, { description: 'What counts.' })
  field!: keyof typeof WorkflowOrderFieldEnum;

  @Field(() => SortDirectionEnum, { defaultValue: 'ASC', description: 'Which way it runs.' })
  direction!: SortDirection;
}

/** What a list of requests is narrowed to. */
@InputType({ description: 'What a list of requests is narrowed to; everything given must hold.' })
export class WorkflowFilter {
  @Field(() => [ID], { nullable: true, description: 'With one of these GUIDs.' })
  guids?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'About one of these machines.' })
  virtualMachines?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Of this tenant.' })
  tenantId?: string | null;
}
