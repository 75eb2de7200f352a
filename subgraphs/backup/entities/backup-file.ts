import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Column } from './column.js';
import { BackupFileTypeEnum, type BackupFileType } from './backup-words.js';

const guid = { sqlType: 'uuid', nullable: true } as const;
const optional = { nullable: true } as const;

/** One file of a backup, as the legacy API counts them: a disk, or the description of the machine. */
@Directive('@key(fields: "id")')
@Directive('@key(fields: "guid")')
@ObjectType({
  implements: Node,
  description: 'One file of a backup: a disk, or the description of the machine.',
})
@Entity({ schema: 'backup', tableName: 'backup_file' })
export class BackupFile implements Node {
  get id(): string {
    return toGlobalId('BackupFile', this.guid);
  }

  @Column('id', 'GUID given to it here, in lower case.', { sqlType: 'uuid', primary: true })
  guid!: string;

  @Column('id', null, { sqlType: 'uuid' })
  backupGuid!: string;

  @Column('id', null, guid)
  diskGuid!: string | null;

  @Column('text', 'Name of the disk; null when it is of none.', optional)
  diskName!: string | null;

  @Column('text', "The platform's own id of the storage the disk was on; null when not known.", optional)
  storageUuid!: string | null;

  @Column('text', 'Path within the backup, with slashes.')
  path!: string;

  @Column('text', 'What it holds.', { enum: BackupFileTypeEnum })
  type!: BackupFileType;

  @Column('text', 'Format of the content, such as RAW.')
  format!: string;

  @Column('bigint', 'Size of the content, in bytes.')
  size!: LongValue;

  @Column('bigint', 'Bytes kept of it, compressed.')
  effectiveSize!: LongValue;

  @Column(
    'text',
    'SHA-256, in hexadecimal, over the SHA-256 of each MiB of the content in order; null when not known.',
    { column: 'sha256', nullable: true },
  )
  contentDigest!: string | null;

  @Column('text', 'The description of the machine, as JSON; null for other files.', optional)
  config!: string | null;

  @Column('times', 'When it was restored from.')
  restoredAt!: readonly Date[];
}
