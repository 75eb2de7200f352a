import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { Node } from '../../../schema/node.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Column } from './inventory-column.js';
import { InventoryObject } from './inventory-object.js';

/** A quota on a file system or qtree. Columns as in section 5 of the Delfin contract. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'A quota on a file system or qtree.' })
@Entity({ schema: 'storage', tableName: 'quota' })
export class Quota extends InventoryObject implements Node {
  @Column('uuid', 'UUID of the storage it belongs to.', 'storage_id')
  storageUuid!: string;

  @Column('key', "The array's own id of it; unique within the storage.", 'native_quota_id')
  nativeId!: string;

  @Column('text', 'Whom it limits: tree, user or group.')
  type!: string | null;

  @Column('text', "The array's own id of the file system.")
  nativeFilesystemId!: string | null;

  @Column('text', "The array's own id of the qtree.")
  nativeQtreeId!: string | null;

  @Column('bigint', 'Bytes that cannot be exceeded.')
  capacityHardLimit!: LongValue | null;

  @Column('bigint', 'Bytes above which a warning is given.')
  capacitySoftLimit!: LongValue | null;

  @Column('bigint', 'Files that cannot be exceeded.')
  fileHardLimit!: LongValue | null;

  @Column('bigint', 'Files above which a warning is given.')
  fileSoftLimit!: LongValue | null;

  @Column('bigint', 'Files there are.')
  fileCount!: LongValue | null;

  @Column('bigint', 'Bytes that are used.')
  usedCapacity!: LongValue | null;

  @Column('text', 'The user or group it limits.')
  userGroupName!: string | null;
}

/** Pages of quotas. */
export const QuotaConnection = connectionType(Quota, 'quotas');
