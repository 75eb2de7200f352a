import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { SortDirectionEnum, type SortDirection } from '../entities/sort-direction.js';
import type { InventoryOrderField } from '../services/inventory-kinds.js';

const InventoryOrderFieldEnum = { NAME: 'NAME' } as const satisfies Record<InventoryOrderField, string>;

registerEnumType(InventoryOrderFieldEnum, {
  name: 'InventoryOrderField',
  description: 'What a list of the inventory can be ordered by.',
  valuesConfig: { NAME: { description: 'Name.' } },
});

/** The order of a list of the inventory. */
@InputType({ description: 'The order of a list of the inventory.' })
export class InventoryOrder {
  @Field(() => InventoryOrderFieldEnum, { description: 'What it goes by.' })
  field!: InventoryOrderField;

  @Field(() => SortDirectionEnum, {
    defaultValue: SortDirectionEnum.ASC,
    description: 'Which way it runs; the smallest first unless told.',
  })
  direction!: SortDirection;
}

/** What a list of the inventory holds. */
@InputType({ description: 'What a list of the inventory holds. All conditions must be met.' })
export class InventoryFilter {
  @Field(() => [ID], { nullable: true, description: 'One of these GUIDs.' })
  guids?: string[] | null;

  @Field(() => [ID], { nullable: true, description: "One of these ids of the platform's own." })
  uuids?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Told of by one of these hypervisor managers.' })
  managers?: string[] | null;

  @Field(() => String, { nullable: true, description: 'The name holds this text, letter case ignored.' })
  text?: string | null;
}

/** What a list of storages holds. */
@InputType({ description: 'What a list of hypervisor storages holds. All conditions must be met.' })
export class HypervisorStorageFilter extends InventoryFilter {
  @Field(() => [ID], { nullable: true, description: 'Reached by the cluster of one of these hypervisors.' })
  hypervisors?: string[] | null;
}

/** What a list of networks holds. */
@InputType({ description: 'What a list of networks holds. All conditions must be met.' })
export class NetworkFilter extends InventoryFilter {
  @Field(() => Boolean, { nullable: true, description: 'Whether all projects may use it.' })
  shared?: boolean | null;
}
