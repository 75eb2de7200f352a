import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { Node } from '../../../schema/node.js';
import { Column } from './inventory-column.js';
import { InventoryObject } from './inventory-object.js';

/** A group of hosts that an array serves alike. Columns as in section 5 of the Delfin contract. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'A group of hosts that an array serves alike.' })
@Entity({ schema: 'storage', tableName: 'storage_host_group' })
export class StorageHostGroup extends InventoryObject implements Node {
  @Column('uuid', 'UUID of the storage it belongs to.', 'storage_id')
  storageUuid!: string;

  @Column('key', "The array's own id of it; unique within the storage.", 'native_storage_host_group_id')
  nativeId!: string;

  @Column('text', 'Name given on the array.')
  name!: string | null;

  @Column('text', 'Description given on the array.')
  description!: string | null;
}

/** Pages of host groups. */
export const StorageHostGroupConnection = connectionType(StorageHostGroup, 'host groups');
