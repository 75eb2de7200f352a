import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Long, type LongValue } from '../../../schema/scalars/long.js';
import { DateTime } from '../../../schema/scalars/scalars.js';

/** What chargeback adds up. */
export const ChargebackKindEnum = { STORED: 'STORED', TRANSFERRED: 'TRANSFERRED' } as const;

/** One of them. */
export type ChargebackKind = keyof typeof ChargebackKindEnum;

registerEnumType(ChargebackKindEnum, {
  name: 'ChargebackKind',
  description: 'What chargeback adds up.',
  valuesConfig: {
    STORED: { description: 'Sizes of the disks that the backups protect.' },
    TRANSFERRED: { description: 'Bytes that were read for the backups.' },
  },
});

/** What chargeback is per. */
export const ChargebackGroupEnum = {
  BACKUP_DESTINATION: 'BACKUP_DESTINATION',
  POLICY: 'POLICY',
  VIRTUAL_MACHINE: 'VIRTUAL_MACHINE',
  HYPERVISOR: 'HYPERVISOR',
  HYPERVISOR_CLUSTER: 'HYPERVISOR_CLUSTER',
  HYPERVISOR_MANAGER: 'HYPERVISOR_MANAGER',
  PROJECT: 'PROJECT',
} as const;

/** One of them. */
export type ChargebackGroup = keyof typeof ChargebackGroupEnum;

registerEnumType(ChargebackGroupEnum, {
  name: 'ChargebackGroup',
  description: 'What a line of chargeback is for.',
  valuesConfig: {
    BACKUP_DESTINATION: { description: 'A destination; a backup in two places counts for both.' },
    POLICY: { description: 'The policy of the rule a backup was made by, else that of its machine.' },
    VIRTUAL_MACHINE: { description: 'A virtual machine.' },
    HYPERVISOR: { description: 'The hypervisor a machine runs on.' },
    HYPERVISOR_CLUSTER: { description: 'The cluster a machine runs in.' },
    HYPERVISOR_MANAGER: { description: 'The hypervisor manager of a machine.' },
    PROJECT: { description: 'The project of a machine.' },
  },
});

/** Backups, or restores, of some time by how they ended. */
@ObjectType({ description: 'Backups, or restores, of some time by how they ended.' })
export class WorkStatistics {
  @Field(() => Int, { description: 'Those that succeeded, in part too, and those removed since.' })
  successful!: number;

  @Field(() => Int, { description: 'Those that failed.' })
  failed!: number;

  @Field(() => Int, { description: 'Those under way.' })
  inProgress!: number;

  @Field(() => Int, { description: 'Those that wait.' })
  queued!: number;

  @Field(() => Long, { description: 'Sizes of those that succeeded, in bytes.' })
  totalSize!: LongValue;
}

/** What was backed up and restored on one day. */
@ObjectType({ description: 'What was backed up and restored on one day, in UTC.' })
export class DailySize {
  @Field(() => DateTime, { description: 'Midnight at which the day begins.' })
  day!: Date;

  @Field(() => Long, { description: 'Sizes of the backups that succeeded, in bytes.' })
  backupSize!: LongValue;

  @Field(() => Long, { description: 'Sizes of the backups that were restored, in bytes.' })
  restoreSize!: LongValue;
}

/** One backup, or one restore, in a report. */
@ObjectType({ description: 'One backup, or one restore, in a report.' })
export class ReportLine {
  @Field(() => String, { nullable: true, description: 'GUID of the machine; null when it is gone.' })
  virtualMachineGuid!: string | null;

  @Field(() => String, { description: 'Name of the machine.' })
  vmName!: string;

  @Field(() => String, { nullable: true, description: 'Name of the policy; null when there was none.' })
  policy!: string | null;

  @Field(() => DateTime, {
    description: 'Point in time that is protected, or when the restore was asked for.',
  })
  time!: Date;

  @Field(() => Long, { description: 'Size of the backup in bytes; 0 until known.' })
  size!: LongValue;

  @Field(() => String, { description: 'Type of the backup, or of the restore.' })
  type!: string;

  @Field(() => String, { description: 'How far it is, or how it ended.' })
  status!: string;

  @Field(() => String, { nullable: true, description: 'What there is to say about it.' })
  statusInfo!: string | null;
}

/** Backups, or restores, of some time. */
@ObjectType({ description: 'Backups, or restores, of some time.' })
export class WorkReport {
  @Field(() => WorkStatistics, { description: 'How they ended, all of them.' })
  statistics!: WorkStatistics;

  @Field(() => [ReportLine], { description: 'The newest of them, the newest first.' })
  lines!: readonly ReportLine[];
}

/** What happened in some time. */
@ObjectType({ description: 'What was backed up and restored in some time.' })
export class BackupReport {
  @Field(() => WorkReport, { description: 'The backups.' })
  backups!: WorkReport;

  @Field(() => WorkReport, { description: 'The restores.' })
  restores!: WorkReport;
}

/** What a report can be made as. */
export const ReportFormatEnum = { HTML: 'HTML', PDF: 'PDF' } as const;

/** One of them. */
export type ReportFormat = keyof typeof ReportFormatEnum;

registerEnumType(ReportFormatEnum, {
  name: 'ReportFormat',
  description: 'What a report can be made as.',
  valuesConfig: {
    HTML: { description: 'A web page that needs nothing else.' },
    PDF: { description: 'A4 pages.' },
  },
});

/** A report as a file. */
@ObjectType({ description: 'A report as a file.' })
export class ReportDocument {
  @Field(() => String, { description: 'Name for the file.' })
  name!: string;

  @Field(() => String, { description: 'Media type.' })
  contentType!: string;

  @Field(() => String, { description: 'The content in base64.' })
  base64!: string;
}

/** What a sending of a report gives. */
@ObjectType({ description: 'What a sending of a report gives.' })
export class SendBackupReportPayload {
  @Field(() => Int, { description: 'To how many addresses it was sent.' })
  addresses!: number;
}

/** What somebody is charged for. */
@ObjectType({ description: 'What one of the groups is charged for.' })
export class ChargebackLine {
  @Field(() => String, { nullable: true, description: 'GUID of the group; null for what is of none.' })
  guid!: string | null;

  @Field(() => String, { nullable: true, description: 'Its name; null for what is of none.' })
  name!: string | null;

  @Field(() => Long, { description: 'Bytes.' })
  size!: LongValue;
}
