import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { Node } from '../../../schema/node.js';
import { Column } from './inventory-column.js';
import { InventoryObject } from './inventory-object.js';

/** Which hosts see which volumes through which ports. An id that is not used is null or empty. Columns as in section 5 of the Delfin contract. */
@Directive('@key(fields: "id")')
@ObjectType({
  implements: Node,
  description: 'Which hosts see which volumes through which ports. An id that is not used is null or empty.',
})
@Entity({ schema: 'storage', tableName: 'masking_view' })
export class MaskingView extends InventoryObject implements Node {
  @Column('uuid', 'UUID of the storage it belongs to.', 'storage_id')
  storageUuid!: string;

  @Column('key', "The array's own id of it; unique within the storage.", 'native_masking_view_id')
  nativeId!: string;

  @Column('text', 'Name given on the array.')
  name!: string | null;

  @Column('text', 'Description given on the array.')
  description!: string | null;

  @Column('text', "The array's own id of the host group.")
  nativeStorageHostGroupId!: string | null;

  @Column('text', "The array's own id of the volume group.")
  nativeVolumeGroupId!: string | null;

  @Column('text', "The array's own id of the port group.")
  nativePortGroupId!: string | null;

  @Column('text', "The array's own id of the host.")
  nativeStorageHostId!: string | null;

  @Column('text', "The array's own id of the volume.")
  nativeVolumeId!: string | null;
}

/** Pages of masking views. */
export const MaskingViewConnection = connectionType(MaskingView, 'masking views');
