import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import { connectionType } from '../../../schema/paging/connection.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Column } from './column.js';
import {
  RestoreJobStatusEnum,
  RestoreTypeEnum,
  type RestoreJobStatus,
  type RestoreType,
} from './restore-words.js';

const guid = { sqlType: 'uuid', nullable: true } as const;
const optional = { nullable: true } as const;

/** A restore of a backup (vprotect.md 3.3). */
@Directive('@key(fields: "id")')
@Directive('@key(fields: "guid")')
@ObjectType({ implements: Node, description: 'A restore of a backup, with what becomes of it.' })
@Entity({ schema: 'backup', tableName: 'restore_job' })
export class RestoreJob implements Node {
  get id(): string {
    return toGlobalId('RestoreJob', this.guid);
  }

  @Column('id', 'GUID given to it here, in lower case.', { sqlType: 'uuid', primary: true })
  guid!: string;

  @Column('id', null, guid)
  backupGuid!: string | null;

  @Column('id', null, guid)
  vmGuid!: string | null;

  @Column('text', 'Name of the machine that is restored, or made.')
  vmName!: string;

  @Column('text', 'Tenant of its machine; null when it has none.', optional)
  tenantId!: string | null;

  @Column('id', 'Id that the tasks of the restore share.', { sqlType: 'uuid' })
  workflow!: string;

  @Column('text', 'What becomes of what is restored.', { enum: RestoreTypeEnum })
  restoreType!: RestoreType;

  @Column('text', 'How far it is, or how it ended.', { enum: RestoreJobStatusEnum })
  status!: RestoreJobStatus;

  @Column('text', 'What there is to say about it, such as why it failed.', optional)
  statusInfo!: string | null;

  @Column('time', 'When it was asked for.')
  restoreTime!: Date;

  @Column('bigint', 'How long reading the backup waited, in milliseconds.', { column: 'queued_restore_ms' })
  queuedRestoreMs!: LongValue;

  @Column('bigint', 'How long reading the backup took, in milliseconds.', { column: 'restore_ms' })
  restoreMs!: LongValue;

  @Column('bigint', 'How long making the machine waited, in milliseconds.', { column: 'queued_import_ms' })
  queuedImportMs!: LongValue;

  @Column('bigint', 'How long making the machine took, in milliseconds.', { column: 'import_ms' })
  importMs!: LongValue;

  @Column('bigint', 'How long mounting waited, in milliseconds.', { column: 'queued_mount_ms' })
  queuedMountMs!: LongValue;

  @Column('bigint', 'How long mounting took, in milliseconds.', { column: 'mount_ms' })
  mountMs!: LongValue;

  @Column(
    'text',
    "The platform's own id of the machine that was made; null as long as there is none.",
    optional,
  )
  restoredUuid!: string | null;

  @Column('time', 'When it was asked for.')
  createdAt!: Date;

  @Column('time', 'When it last changed.')
  changedAt!: Date;
}

/** Pages of restores. */
export const RestoreJobConnection = connectionType(RestoreJob, 'restores');
