import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { Long, type LongValue } from '../../../schema/scalars/long.js';
import { Json } from '../../../schema/scalars/scalars.js';
import { HypervisorManagerTypeEnum, type HypervisorManagerType } from '../entities/platform-words.js';
import { SortDirectionEnum, type SortDirection } from '../entities/sort-direction.js';
import type { ManagerOrderField } from '../services/list-managers.js';

const ManagerOrderFieldEnum = {
  NAME: 'NAME',
  CREATED_AT: 'CREATED_AT',
} as const satisfies Record<ManagerOrderField, string>;

registerEnumType(ManagerOrderFieldEnum, {
  name: 'HypervisorManagerOrderField',
  description: 'What a list of hypervisor managers can be ordered by.',
  valuesConfig: {
    NAME: { description: 'Name.' },
    CREATED_AT: { description: 'When it was registered.' },
  },
});

/** The order of a list of managers. */
@InputType({ description: 'The order of a list of hypervisor managers.' })
export class HypervisorManagerOrder {
  @Field(() => ManagerOrderFieldEnum, { description: 'What it goes by.' })
  field!: ManagerOrderField;

  @Field(() => SortDirectionEnum, {
    defaultValue: SortDirectionEnum.ASC,
    description: 'Which way it runs; the smallest first unless told.',
  })
  direction!: SortDirection;
}

/** What a list of managers holds. */
@InputType({ description: 'What a list of hypervisor managers holds. All conditions must be met.' })
export class HypervisorManagerFilter {
  @Field(() => [ID], { nullable: true, description: 'One of these GUIDs.' })
  guids?: string[] | null;

  @Field(() => [HypervisorManagerTypeEnum], { nullable: true, description: 'Of one of these kinds.' })
  types?: HypervisorManagerType[] | null;

  @Field(() => [String], { nullable: true, description: 'Spoken to with one of these drivers.' })
  drivers?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'The name or the address holds this text, letter case ignored.',
  })
  text?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Able to take the backup with this GUID; the manager of its own machine comes first then, unless an order is given.',
  })
  backup?: string | null;
}

/** Credentials of a manager. */
@InputType({ description: 'Credentials of a hypervisor manager. They are kept encrypted and never shown.' })
export class HypervisorManagerCredentialsInput {
  @Field(() => String, { nullable: true, description: 'User name.' })
  user?: string | null;

  @Field(() => String, { nullable: true, description: 'Password.' })
  password?: string | null;

  @Field(() => String, { nullable: true, description: 'Token, where the platform takes one.' })
  token?: string | null;
}

/** A manager to be registered. */
@InputType({ description: 'A hypervisor manager to be registered.' })
export class CreateHypervisorManagerInput {
  @Field(() => String, { description: 'Name, 1 to 255 characters; no two share one.' })
  name!: string;

  @Field(() => String, { description: 'Driver it is spoken to with: "orchestrator" or "simulated".' })
  driver!: string;

  @Field(() => String, {
    description: 'Its address, such as https://manager.example.org:8443, without credentials.',
  })
  url!: string;

  @Field(() => HypervisorManagerTypeEnum, {
    nullable: true,
    description: 'Its kind as the legacy API names it; the usual one of its driver when absent.',
  })
  type?: HypervisorManagerType | null;

  @Field(() => Json, { nullable: true, description: 'Settings of its driver: an object. No secrets.' })
  settings?: unknown;

  @Field(() => HypervisorManagerCredentialsInput, { nullable: true, description: 'How we sign in.' })
  credentials?: HypervisorManagerCredentialsInput | null;

  @Field(() => Long, {
    nullable: true,
    description:
      'How often its inventory is read by itself, in milliseconds: 0 (never) or from a minute to 30 days; the configured interval when absent.',
  })
  syncInterval?: LongValue | null;
}

/** What changes of a manager. */
@InputType({ description: 'What changes of a hypervisor manager; what is left out stays.' })
export class UpdateHypervisorManagerInput {
  @Field(() => ID, { description: 'GUID of the manager.' })
  guid!: string;

  @Field(() => String, { nullable: true, description: 'Name, 1 to 255 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Its address.' })
  url?: string | null;

  @Field(() => HypervisorManagerTypeEnum, { nullable: true, description: 'Its kind.' })
  type?: HypervisorManagerType | null;

  @Field(() => Json, { nullable: true, description: 'All settings of its driver: an object.' })
  settings?: unknown;

  @Field(() => HypervisorManagerCredentialsInput, {
    nullable: true,
    description: 'How we sign in; what is left out of it stays, too.',
  })
  credentials?: HypervisorManagerCredentialsInput | null;

  @Field(() => Long, {
    nullable: true,
    description: 'How often its inventory is read by itself, in milliseconds.',
  })
  syncInterval?: LongValue | null;
}

/** The manager to be removed. */
@InputType({ description: 'The hypervisor manager to be removed.' })
export class DeleteHypervisorManagerInput {
  @Field(() => ID, { description: 'GUID of the manager.' })
  guid!: string;
}

/** Which inventories are to be read. */
@InputType({ description: 'Which inventories are to be read; all when nothing is given.' })
export class SyncInventoryInput {
  @Field(() => [ID], { nullable: true, description: 'GUIDs of hypervisor managers.' })
  managers?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'GUIDs of hypervisors; the inventories of their managers are read.',
  })
  hypervisors?: string[] | null;
}
