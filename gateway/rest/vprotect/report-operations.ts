import { operation } from '../route.js';
import type { GraphLong } from './wire-values.js';

/** How the work of some time ended. */
export interface StatisticsData {
  readonly successful: number;
  readonly failed: number;
  readonly inProgress: number;
  readonly queued: number;
  readonly totalSize: GraphLong;
}

/** One backup or restore of a report. */
export interface LineData {
  readonly virtualMachineGuid: string | null;
  readonly vmName: string;
  readonly policy: string | null;
  readonly time: string;
  readonly size: GraphLong;
  readonly type: string;
  readonly status: string;
  readonly statusInfo: string | null;
}

/** Backups or restores of some time. */
export interface WorkReportData {
  readonly statistics: StatisticsData;
  readonly lines: readonly LineData[];
}

export interface ReportData {
  readonly report: { readonly backups: WorkReportData; readonly restores: WorkReportData };
}

/** A report as a file. */
export interface DocumentData {
  readonly report: {
    readonly document: { readonly name: string; readonly contentType: string; readonly base64: string };
  };
}

export interface ProtectionData {
  readonly summary: {
    readonly protected: number;
    readonly notProtected: number;
    readonly noSchedule: number;
  };
}

export interface DailyData {
  readonly days: readonly { readonly backupSize: GraphLong; readonly restoreSize: GraphLong }[];
}

export interface ChargebackData {
  readonly lines: readonly {
    readonly guid: string | null;
    readonly name: string | null;
    readonly size: GraphLong;
  }[];
}

const statistics = '{ successful failed inProgress queued totalSize }';
const work = `{ statistics ${statistics} lines { virtualMachineGuid vmName policy time size type status statusInfo } }`;

export const protection = operation(`query VprotectProtection {
  summary: protectionCounts { protected notProtected noSchedule }
}`);

export const backupStats = operation(`query VprotectBackupStats($from: DateTime, $to: DateTime) {
  statistics: backupStatistics(from: $from, to: $to) ${statistics}
}`);

export const dailySizes = operation(`query VprotectDailySizes($days: Int!, $from: DateTime, $to: DateTime) {
  days: backupSizeStatistics(days: $days, from: $from, to: $to) { backupSize restoreSize }
}`);

export const report = operation(`query VprotectReport($from: DateTime, $to: DateTime) {
  report: backupReport(from: $from, to: $to) { backups ${work} restores ${work} }
}`);

export const reportDocument = operation(`query VprotectReportDocument(
  $from: DateTime, $to: DateTime, $format: ReportFormat!, $timeZone: String!
) {
  report: backupReport(from: $from, to: $to) { document(format: $format, timeZone: $timeZone) { name contentType base64 } }
}`);

export const sendReport = operation(`mutation VprotectSendReport($input: SendBackupReportInput!) {
  sent: sendBackupReport(input: $input) { addresses }
}`);

export const chargeback = operation(`query VprotectChargeback(
  $kind: ChargebackKind!, $groupBy: ChargebackGroup!, $filter: ChargebackFilterInput, $from: DateTime, $to: DateTime
) {
  lines: chargeback(kind: $kind, groupBy: $groupBy, filter: $filter, from: $from, to: $to) { guid name size }
}`);

export const stagingSpace = operation(`query VprotectStaging {
  list: backupNodes(first: 1000) { nodes { guid name stagingTotal stagingAvailable } }
}`);

export const destinationStats = operation(`query VprotectDestinationStats {
  list: backupDestinations(first: 1000) { nodes { guid name totalUsedSpace totalAvailableSpace } }
}`);
