import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, ObjectType } from 'type-graphql';
import { toGlobalId } from '../../../schema/global-id.js';
import { Node } from '../../../schema/node.js';
import { connectionType } from '../../../schema/paging/connection.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { Column } from './column.js';
import { BackupTypeEnum, type BackupType } from './backup-type.js';
import { BackupStatusEnum, type BackupStatus } from './backup-words.js';

const guid = { sqlType: 'uuid', nullable: true } as const;
const optional = { nullable: true } as const;

/** A backup of a machine: what it protects, how far it is, what it costs (vprotect.md 3.3). */
@Directive('@key(fields: "id")')
@Directive('@key(fields: "guid")')
@ObjectType({
  implements: Node,
  description: 'A backup of a machine. One whose data were removed stays as history.',
})
@Entity({ schema: 'backup', tableName: 'backup' })
export class Backup implements Node {
  get id(): string {
    return toGlobalId('Backup', this.guid);
  }

  @Column('id', 'GUID given to it here, in lower case.', { sqlType: 'uuid', primary: true })
  guid!: string;

  @Column('id', null, guid)
  vmGuid!: string | null;

  @Column('text', 'Name of the machine when it was asked for; stays when the machine is gone.')
  vmName!: string;

  @Column('text', 'Tenant of its machine; null when it has none.', optional)
  tenantId!: string | null;

  @Column('id', 'Id that the tasks that make it share.', { sqlType: 'uuid' })
  workflow!: string;

  @Column('text', 'What asked for it: USER, SCHEDULE or SYSTEM_SCHEDULE.')
  originType!: string;

  @Column('id', 'GUID of who or what asked for it; null when not known.', guid)
  originGuid!: string | null;

  @Column('text', 'Name of who or what asked for it; null when not known.', optional)
  originName!: string | null;

  @Column('id', null, guid)
  ruleGuid!: string | null;

  @Column('id', null, guid)
  scheduleGuid!: string | null;

  @Column('id', null, guid)
  destinationGuid!: string | null;

  @Column('id', null, guid)
  parentGuid!: string | null;

  @Column('id', null, guid)
  rootGuid!: string | null;

  @Column('id', null, guid)
  snapshotGuid!: string | null;

  @Column('text', 'Type that was asked for.', { enum: BackupTypeEnum })
  requestedType!: BackupType;

  @Column('text', 'Type that it has become; an incremental that is not possible becomes a full one.', {
    enum: BackupTypeEnum,
  })
  type!: BackupType;

  @Column('text', 'How far it is, or how it ended.', { enum: BackupStatusEnum })
  status!: BackupStatus;

  @Column('text', 'What there is to say about it, such as why it failed.', optional)
  statusInfo!: string | null;

  @Column('time', 'Point in time it protects; the begin of its window until the snapshot exists.')
  snapshotTime!: Date;

  @Column('time', 'When it was stored; when it was asked for until then.')
  backupTime!: Date;

  @Column('bigint', 'Size of the disks it protects, in bytes; 0 until known.')
  size!: LongValue;

  @Column('bigint', 'Bytes of the disks that were read for it; 0 until known.')
  effectiveSize!: LongValue;

  @Column('bigint', 'How long its export waited, in milliseconds.', { column: 'queued_export_ms' })
  queuedExportMs!: LongValue;

  @Column('bigint', 'How long its export took, in milliseconds.', { column: 'export_ms' })
  exportMs!: LongValue;

  @Column('bigint', 'How long its storing waited, in milliseconds.', { column: 'queued_store_ms' })
  queuedStoreMs!: LongValue;

  @Column('bigint', 'How long its storing took, in milliseconds.', { column: 'store_ms' })
  storeMs!: LongValue;

  @Column('texts', 'What went otherwise than it was asked for.')
  warnings!: readonly string[];

  @Column('boolean', 'Whether somebody has acknowledged the warnings.')
  warningsAcknowledged!: boolean;

  @Column('text', 'What people say of it.', optional)
  description!: string | null;

  @Column('boolean', 'Whether lists for people leave it out.')
  hidden!: boolean;

  @Column('time', 'When it was asked for.')
  createdAt!: Date;

  @Column('time', 'When it last changed.')
  changedAt!: Date;
}

/** Pages of backups. */
export const BackupConnection = connectionType(Backup, 'backups');
