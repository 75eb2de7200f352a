import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { Node } from '../../../schema/node.js';
import { Column } from './inventory-column.js';
import { InventoryObject } from './inventory-object.js';

/** A share: a path of a file system that clients mount. Columns as in section 5 of the Delfin contract. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'A share: a path of a file system that clients mount.' })
@Entity({ schema: 'storage', tableName: 'share' })
export class Share extends InventoryObject implements Node {
  @Column('uuid', 'UUID of the storage it belongs to.', 'storage_id')
  storageUuid!: string;

  @Column('key', "The array's own id of it; unique within the storage.", 'native_share_id')
  nativeId!: string;

  @Column('text', 'Name given on the array.')
  name!: string | null;

  @Column('text', 'Its path.')
  path!: string | null;

  @Column('text', "The array's own id of its file system.")
  nativeFilesystemId!: string | null;

  @Column('text', "The array's own id of its qtree.")
  nativeQtreeId!: string | null;

  @Column('text', 'How it is mounted: cifs, nfs, ftp or hdfs.')
  protocol!: string | null;
}

/** Pages of shares. */
export const ShareConnection = connectionType(Share, 'shares');
