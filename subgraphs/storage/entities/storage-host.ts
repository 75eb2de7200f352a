import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { Node } from '../../../schema/node.js';
import { Column } from './inventory-column.js';
import { InventoryObject } from './inventory-object.js';
import { StorageStatusEnum, StorageStatusWords, statusOf, type StorageStatus } from './status-kinds.js';

/** A host that an array serves. Columns as in section 5 of the Delfin contract. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'A host that an array serves.' })
@Entity({ schema: 'storage', tableName: 'storage_host' })
export class StorageHost extends InventoryObject implements Node {
  @Column('uuid', 'UUID of the storage it belongs to.', 'storage_id')
  storageUuid!: string;

  @Column('key', "The array's own id of it; unique within the storage.", 'native_storage_host_id')
  nativeId!: string;

  @Column('text', 'Name given on the array.')
  name!: string | null;

  @Column('text', 'Description given on the array.')
  description!: string | null;

  @Column('text', 'Its operating system, as the array knows it.')
  osType!: string | null;

  @Column('text', 'Its address, as the array knows it.')
  ipAddress!: string | null;

  @Column('text', 'How it is doing. The word as the array gives it; see "statusKind".')
  status!: string | null;

  @Field(() => StorageStatusEnum, {
    description: 'How it is doing, of a closed set; UNKNOWN where the word of the array is none we know.',
  })
  get statusKind(): StorageStatus {
    return statusOf(StorageStatusWords, this.status);
  }
}

/** Pages of hosts of arrays. */
export const StorageHostConnection = connectionType(StorageHost, 'hosts of arrays');
