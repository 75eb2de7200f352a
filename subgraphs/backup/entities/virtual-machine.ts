import { Entity } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ObjectType } from 'type-graphql';
import { Node } from '../../../schema/node.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import { connectionType } from '../../../schema/paging/connection.js';
import { Column } from './column.js';
import { Managed } from './managed.js';
import {
  ExportImportModeEnum,
  StdErrorHandlingEnum,
  type ExportImportMode,
  type StdErrorHandling,
} from './machine-words.js';

const guid = { sqlType: 'uuid', nullable: true } as const;
const optional = { nullable: true } as const;

/** A virtual machine as its hypervisor manager last told of it, with what backups have made of it (vprotect.md 3.1). */
@Directive('@key(fields: "id")')
@Directive('@key(fields: "guid")')
@Directive('@key(fields: "uuid")')
@ObjectType({
  implements: Node,
  description:
    'A virtual machine as its hypervisor manager last told of it. One that vanished stays, with its backups.',
})
@Entity({ schema: 'backup', tableName: 'virtual_machine' })
export class VirtualMachine extends Managed implements Node {
  @Column('boolean', 'Whether the last sync found it.')
  present!: boolean;

  @Column('time', 'When a sync first missed it; null while it is present.', optional)
  vanishedAt!: Date | null;

  @Column('id', null, guid)
  projectGuid!: string | null;

  @Column('id', null, guid)
  hypervisorGuid!: string | null;

  @Column('id', null, guid)
  clusterGuid!: string | null;

  @Column('id', null, guid)
  flavorGuid!: string | null;

  @Column('text', "Tenant it belongs to: its project's own id; null when it has none.", optional)
  tenantId!: string | null;

  @Column('text', 'Host name the platform tells; null when it does not. Joins then use the name.', optional)
  hostName!: string | null;

  @Column('texts', 'Addresses the platform tells; may be empty.')
  addresses!: readonly string[];

  @Column('texts', 'Tags given on the platform.')
  tags!: readonly string[];

  @Column('id', null, guid)
  policyGuid!: string | null;

  @Column('id', null, guid)
  snapshotPolicyGuid!: string | null;

  @Column('id', null, guid)
  lastBackupGuid!: string | null;

  @Column(
    'time',
    'Point in time its newest successful backup protects; null when there never was one.',
    optional,
  )
  lastBackupAt!: Date | null;

  @Column('bigint', 'Size of its newest successful backup, in bytes; 0 when there never was one.')
  lastBackupSize!: LongValue;

  @Column('id', null, guid)
  lastFullBackupGuid!: string | null;

  @Column('bigint', 'Size of its newest successful full backup, in bytes; 0 when there never was one.')
  lastFullBackupSize!: LongValue;

  @Column('id', null, { ...guid, column: 'last_inc_backup_guid' })
  lastIncrementalBackupGuid!: string | null;

  @Column('id', null, guid)
  lastSnapshotGuid!: string | null;

  @Column('boolean', 'Whether some backup of it can be restored from.')
  restorable!: boolean;

  @Column('boolean', 'Whether some backup of it has warnings that nobody has acknowledged.')
  warningsPresent!: boolean;

  @Column(
    'text',
    'Status of the last restore of one of its backups; null when there never was one.',
    optional,
  )
  restoreStatus!: string | null;

  @Column('text', 'How the data of its disks is moved.', { enum: ExportImportModeEnum })
  exportImportMode!: ExportImportMode;

  @Column('boolean', 'Whether it is quiesced before a snapshot.')
  quiesceBeforeSnapshot!: boolean;

  @Column('id', null, guid)
  credentialGuid!: string | null;

  @Column('text', 'Host for SSH; null when not given.', optional)
  sshHost!: string | null;

  @Column('integer', 'Port for SSH; null when not given.', optional)
  sshPort!: number | null;

  @Column('text', 'User for SSH; null when not given.', optional)
  sshUser!: string | null;

  @Column('text', 'Path of the key for SSH on the backup node; null when not given.', optional)
  sshKeyPath!: string | null;

  /** Sealed; see services/secret-columns.ts. */
  @Column('text', null, optional)
  sshPassword!: string | null;

  @Column('boolean', 'Whether a command runs on it before a snapshot.')
  preSnapEnabled!: boolean;

  @Column('texts', 'That command and its arguments.')
  preSnapArgs!: readonly string[];

  @Column('text', 'What its output on standard error means.', { enum: StdErrorHandlingEnum })
  preSnapStdErr!: StdErrorHandling;

  @Column('text', 'Exit codes of it that are no failure, as given; null when none.', optional)
  preSnapIgnoredExitCodes!: string | null;

  @Column('boolean', 'Whether a command runs on it after a snapshot.')
  postSnapEnabled!: boolean;

  @Column('texts', 'That command and its arguments.')
  postSnapArgs!: readonly string[];

  @Column('text', 'What its output on standard error means.', { enum: StdErrorHandlingEnum })
  postSnapStdErr!: StdErrorHandling;

  @Column('text', 'Exit codes of it that are no failure, as given; null when none.', optional)
  postSnapIgnoredExitCodes!: string | null;

  @Column('time', 'When a sync first found it.')
  createdAt!: Date;

  @Column('time', 'When a sync or a person last changed it.')
  changedAt!: Date;

  @Field(() => Boolean, {
    description: 'Whether a password for SSH is kept. The password itself is never shown.',
  })
  get hasSshPassword(): boolean {
    return this.sshPassword !== null;
  }
}

/** Pages of virtual machines. */
export const VirtualMachineConnection = connectionType(VirtualMachine, 'virtual machines');
