import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { Node } from '../../../schema/node.js';
import { Column } from './inventory-column.js';
import { InventoryObject } from './inventory-object.js';

/** A qtree: a folder of a file system with settings of its own. Columns as in section 5 of the Delfin contract. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'A qtree: a folder of a file system with settings of its own.' })
@Entity({ schema: 'storage', tableName: 'qtree' })
export class Qtree extends InventoryObject implements Node {
  @Column('uuid', 'UUID of the storage it belongs to.', 'storage_id')
  storageUuid!: string;

  @Column('key', "The array's own id of it; unique within the storage.", 'native_qtree_id')
  nativeId!: string;

  @Column('text', 'Name given on the array.')
  name!: string | null;

  @Column('text', 'Its path.')
  path!: string | null;

  @Column('text', "The array's own id of its file system.")
  nativeFilesystemId!: string | null;

  @Column('text', 'Whose permissions it keeps: mixed, native, ntfs or unix.')
  securityMode!: string | null;
}

/** Pages of qtrees. */
export const QtreeConnection = connectionType(Qtree, 'qtrees');
