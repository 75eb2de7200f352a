import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Column } from './column.js';

const optional = { nullable: true } as const;

/** A file system found on a disk of a backup. */
@Directive('@key(fields: "id")')
@Directive('@key(fields: "guid")')
@ObjectType({ implements: Node, description: 'A file system found on a disk of a backup.' })
@Entity({ schema: 'backup', tableName: 'file_system' })
export class FileSystem implements Node {
  get id(): string {
    return toGlobalId('FileSystem', this.guid);
  }

  @Column('id', 'GUID given to it here, in lower case.', { sqlType: 'uuid', primary: true })
  guid!: string;

  @Column('id', null, { sqlType: 'uuid' })
  backupGuid!: string;

  @Column('id', null, { sqlType: 'uuid' })
  fileGuid!: string;

  @Column('text', 'Where it was found, such as "root" or "root, partition 1".')
  volume!: string;

  @Column('text', 'Its own name; null when it has none.', optional)
  label!: string | null;

  @Column('text', 'What it is, such as ext4.')
  type!: string;

  @Column('bigint', 'Its size, in bytes.')
  size!: LongValue;

  @Column('bigint', 'Where on the disk it begins, in bytes.')
  firstByte!: LongValue;
}
