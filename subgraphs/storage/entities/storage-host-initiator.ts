import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { Node } from '../../../schema/node.js';
import { Column } from './inventory-column.js';
import { InventoryObject } from './inventory-object.js';
import { InitiatorStatusEnum, InitiatorStatusWords, statusOf, type InitiatorStatus } from './status-kinds.js';

/** An initiator: a port of a host as an array knows it. Columns as in section 5 of the Delfin contract. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'An initiator: a port of a host as an array knows it.' })
@Entity({ schema: 'storage', tableName: 'storage_host_initiator' })
export class StorageHostInitiator extends InventoryObject implements Node {
  @Column('uuid', 'UUID of the storage it belongs to.', 'storage_id')
  storageUuid!: string;

  @Column('key', "The array's own id of it; unique within the storage.", 'native_storage_host_initiator_id')
  nativeId!: string;

  @Column('text', 'Name given on the array.')
  name!: string | null;

  @Column('text', 'Description given on the array.')
  description!: string | null;

  @Column('text', 'Another name.')
  alias!: string | null;

  @Column('text', 'World wide name, or the iSCSI name.')
  wwn!: string | null;

  @Column('text', 'Whether it is logged in. The word as the array gives it; see "statusKind".')
  status!: string | null;

  @Column('text', 'What it speaks: fc, iscsi, roce, sas or nvme-of.')
  type!: string | null;

  @Column('text', "The array's own id of the host.")
  nativeStorageHostId!: string | null;

  @Field(() => InitiatorStatusEnum, {
    description: 'How it is doing, of a closed set; UNKNOWN where the word of the array is none we know.',
  })
  get statusKind(): InitiatorStatus {
    return statusOf(InitiatorStatusWords, this.status);
  }
}

/** Pages of host initiators. */
export const StorageHostInitiatorConnection = connectionType(StorageHostInitiator, 'host initiators');
