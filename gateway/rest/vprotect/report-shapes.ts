import { enumObject } from './enum-catalogue.js';
import type { LineData, ReportData, StatisticsData, WorkReportData } from './report-operations.js';
import { millisOf, sizeOf } from './wire-values.js';

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** A size for people, such as `42.0 GiB`. */
export function readableSize(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power] ?? ''}`;
}

/** How the work of some time ended; the amount is a text (vprotect.md 3.9). */
export function statisticsShape({ successful, failed, inProgress, queued, totalSize }: StatisticsData): {
  readonly successful: number;
  readonly failed: number;
  readonly inProgress: number;
  readonly queued: number;
  readonly totalData: string;
} {
  return { successful, failed, inProgress, queued, totalData: readableSize(sizeOf(totalSize)) };
}

/** A report; machines, policies and types are plain texts in it. */
export function reportShape({
  report: { backups, restores },
}: ReportData): Readonly<Record<string, unknown>> {
  return {
    backups: workShape(
      backups,
      (line) => ({ snapshotTime: millisOf(line.time) }),
      'BackupStatus',
      'BackupType',
    ),
    restores: workShape(
      restores,
      (line) => ({ restoreTime: millisOf(line.time) }),
      'RestoreJobStatus',
      'RestoreType',
    ),
  };
}

/** Figures for one kind of thing that is protected; here only machines are. */
export function protectionShape(counts: {
  readonly protected: number;
  readonly notProtected: number;
  readonly noSchedule: number;
}): Readonly<Record<string, unknown>> {
  const machines = {
    protectedNo: counts.protected,
    notProtected: counts.notProtected,
    noSchedule: counts.noSchedule,
  };
  const none = { protectedNo: 0, notProtected: 0, noSchedule: 0 };
  return { vm: machines, allEntities: machines, app: none, storage: none, cloud: none };
}

function workShape(
  { statistics, lines }: WorkReportData,
  time: (line: LineData) => object,
  statusOf: 'BackupStatus' | 'RestoreJobStatus',
  typeOf: 'BackupType' | 'RestoreType',
): object {
  const { successful, inProgress, queued, failed } = statistics;
  return {
    ...statisticsShape(statistics),
    total: successful + inProgress + queued + failed,
    elements: lines.map((line) => ({
      protectedEntity: line.vmName,
      protectedEntityGuid: line.virtualMachineGuid ?? undefined,
      policy: line.policy ?? '',
      ...time(line),
      size: sizeOf(line.size),
      type: enumObject(typeOf, line.type).description,
      status: enumObject(statusOf, line.status),
      statusInfo: line.statusInfo ?? undefined,
    })),
  };
}
