import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { Node } from '../../../schema/node.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Column } from './inventory-column.js';
import { InventoryObject } from './inventory-object.js';
import {
  ControllerStatusEnum,
  ControllerStatusWords,
  statusOf,
  type ControllerStatus,
} from './status-kinds.js';

/** A controller of an array. Columns as in section 5 of the Delfin contract. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'A controller of an array.' })
@Entity({ schema: 'storage', tableName: 'controller' })
export class Controller extends InventoryObject implements Node {
  @Column('uuid', 'UUID of the storage it belongs to.', 'storage_id')
  storageUuid!: string;

  @Column('key', "The array's own id of it; unique within the storage.", 'native_controller_id')
  nativeId!: string;

  @Column('text', 'Name given on the array.')
  name!: string | null;

  @Column('text', 'How it is doing. The word as the array gives it; see "statusKind".')
  status!: string | null;

  @Column('text', 'Where it sits.')
  location!: string | null;

  @Column('text', 'Version of its software.')
  softVersion!: string | null;

  @Column('text', 'Its processors, in words.')
  cpuInfo!: string | null;

  @Column('bigint', 'How many processors it has.')
  cpuCount!: LongValue | null;

  @Column('bigint', 'Memory, in bytes.')
  memorySize!: LongValue | null;

  @Column('text', 'Management address; traps come from it.')
  mgmtIp!: string | null;

  @Field(() => ControllerStatusEnum, {
    description: 'How it is doing, of a closed set; UNKNOWN where the word of the array is none we know.',
  })
  get statusKind(): ControllerStatus {
    return statusOf(ControllerStatusWords, this.status);
  }
}

/** Pages of controllers. */
export const ControllerConnection = connectionType(Controller, 'controllers');
