import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { connectionType } from '../../../schema/paging/connection.js';
import { Node } from '../../../schema/node.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Column } from './inventory-column.js';
import { InventoryObject } from './inventory-object.js';
import {
  FilesystemStatusEnum,
  FilesystemStatusWords,
  statusOf,
  type FilesystemStatus,
} from './status-kinds.js';

/** A file system of an array. Columns as in section 5 of the Delfin contract. */
@Directive('@key(fields: "id")')
@ObjectType({ implements: Node, description: 'A file system of an array.' })
@Entity({ schema: 'storage', tableName: 'filesystem' })
export class Filesystem extends InventoryObject implements Node {
  @Column('uuid', 'UUID of the storage it belongs to.', 'storage_id')
  storageUuid!: string;

  @Column('key', "The array's own id of it; unique within the storage.", 'native_filesystem_id')
  nativeId!: string;

  @Column('text', 'Name given on the array.')
  name!: string | null;

  @Column('text', 'How it is provisioned: thick or thin.')
  type!: string | null;

  @Column('text', 'How it is doing. The word as the array gives it; see "statusKind".')
  status!: string | null;

  @Column('text', "The array's own id of its pool.")
  nativePoolId!: string | null;

  @Column('text', 'Whose permissions it keeps: mixed, native, ntfs or unix.')
  securityMode!: string | null;

  @Column('bigint', 'Capacity of the file system, in bytes as the array counts them.')
  totalCapacity!: LongValue | null;

  @Column('bigint', 'Part of it that is used, in bytes.')
  usedCapacity!: LongValue | null;

  @Column('bigint', 'Part of it that is free, in bytes.')
  freeCapacity!: LongValue | null;

  @Column('boolean', 'Whether it is compressed.')
  compressed!: boolean | null;

  @Column('boolean', 'Whether it is deduplicated.')
  deduplicated!: boolean | null;

  @Column('text', 'Write once, read many: non_worm, audit_log, compliance or enterprise.')
  worm!: string | null;

  @Field(() => FilesystemStatusEnum, {
    description: 'How it is doing, of a closed set; UNKNOWN where the word of the array is none we know.',
  })
  get statusKind(): FilesystemStatus {
    return statusOf(FilesystemStatusWords, this.status);
  }
}

/** Pages of file systems. */
export const FilesystemConnection = connectionType(Filesystem, 'file systems');
