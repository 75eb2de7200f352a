import { z } from 'zod';
import type { IdentifiedRequest, OperationRow, Row } from '../route.js';
import { given, guids, instant, optionalText } from './body-values.js';
import { invalid } from './faults.js';
import type { DestinationData, NodeData } from './infrastructure-operations.js';
import { stagingShape } from './infrastructure-rows.js';
import { readFilters, type QueryFilter } from './list-query.js';
import { attachment } from './mount-rows.js';
import { readBody } from './read-body.js';
import * as graph from './report-operations.js';
import { protectionShape, reportShape, statisticsShape } from './report-shapes.js';
import { reference, sizeOf } from './wire-values.js';

const shownDays = 15;

const period: readonly QueryFilter[] = [
  { names: ['from'], kind: 'time', member: 'from', many: false, meaning: 'Begin, in ms since the epoch.' },
  { names: ['to'], kind: 'time', member: 'to', many: false, meaning: 'End, in ms since the epoch.' },
];
const periodQuery = Object.fromEntries(period.map(({ names: [name = ''], meaning }) => [name, meaning]));

const chargebackGroups: Readonly<Record<string, string>> = {
  'backup-destination': 'BACKUP_DESTINATION',
  'backup-policy': 'POLICY',
  'virtual-machine': 'VIRTUAL_MACHINE',
  hypervisor: 'HYPERVISOR',
  'hypervisor-cluster': 'HYPERVISOR_CLUSTER',
  'hypervisor-manager': 'HYPERVISOR_MANAGER',
  project: 'PROJECT',
};

/** Body of chargeback; the period may be in it or in the query (vprotect.md 3.9). */
const chargebackBody = z.object({
  from: instant,
  to: instant,
  groupBy: optionalText,
  backupDestinationGuids: guids,
  backupPolicyGuids: guids,
  hypervisorClusterGuids: guids,
  hypervisorManagerGuids: guids,
  hypervisorGuids: guids,
  virtualMachineGuids: guids,
  projectGuids: guids,
});

const documentBody = z.object({ from: instant, to: instant, value: optionalText });

/** The dashboard, reports and chargeback (vprotect.md 3.9). */
export function reportRows(timeZone: string): Row[] {
  return [
    {
      ...dashboard('/dashboard/protection', 'How many machines are protected.'),
      operation: graph.protection,
      variables: () => ({}),
      shape: ({ summary }) => protectionShape(summary),
    } satisfies OperationRow<graph.ProtectionData>,
    {
      ...dashboard('/dashboard/backup-stats', 'How backups ended; of the last day unless told.', periodQuery),
      operation: graph.backupStats,
      variables: periodOf,
      shape: ({ statistics }) => statisticsShape(statistics),
    } satisfies OperationRow<{ statistics: graph.StatisticsData }>,
    {
      ...dashboard('/dashboard/staging-space', 'How much room nodes have for what is under way.'),
      operation: graph.stagingSpace,
      variables: () => ({}),
      shape: ({ list }) =>
        list.nodes.map((node) => {
          const { totalSpace, availableSpace } = stagingShape(node);
          return { node: reference(node), totalSpace, availableSpace };
        }),
    } satisfies OperationRow<{ list: { nodes: readonly NodeData[] } }>,
    {
      ...dashboard('/dashboard/backup-destination-stats', 'How full the destinations are.'),
      operation: graph.destinationStats,
      variables: () => ({}),
      shape: ({ list }) => destinationsShape(list.nodes),
    } satisfies OperationRow<{ list: { nodes: readonly DestinationData[] } }>,
    {
      ...dashboard(
        '/dashboard/vm-backup-size-stats',
        'Bytes backed up and restored on each of 15 days; the last is that of "to", today unless told.',
        periodQuery,
      ),
      operation: graph.dailySizes,
      variables: (request) => ({ days: shownDays, ...periodOf(request) }),
      shape: ({ days }) => ({
        backupSizeStatsResponses: days.map(({ backupSize }) => sizeOf(backupSize)),
        restoreSizeStatsResponses: days.map(({ restoreSize }) => sizeOf(restoreSize)),
      }),
    } satisfies OperationRow<graph.DailyData>,
    {
      ...dashboard('/dashboard/report', 'What was backed up and restored in some time.', periodQuery),
      operation: graph.report,
      variables: periodOf,
      shape: reportShape,
    } satisfies OperationRow<graph.ReportData>,
    documentRow('/dashboard/report-html', 'The report as a web page.', 'HTML', timeZone),
    documentRow('/dashboard/report-pdf', 'The report as a PDF.', 'PDF', timeZone),
    {
      method: 'POST',
      path: '/dashboard/report-email',
      access: 'dialect',
      status: 204,
      document: {
        summary: 'Sends the report by mail; value is the addresses.',
        query: periodQuery,
        body: documentBody,
      },
      operation: graph.sendReport,
      variables: (request) => ({
        input: { addresses: addressesOf(request), timeZone, ...bodyPeriod(request) },
      }),
      shape: () => undefined,
    } satisfies OperationRow<unknown>,
    chargebackRow('/chargeback-reporting/backup-size/vm', 'Bytes that backups protect, by group.', 'STORED'),
    chargebackRow(
      '/chargeback-reporting/transfer-size/vm',
      'Bytes that were read for backups, by group.',
      'TRANSFERRED',
    ),
  ];
}

function dashboard(path: string, summary: string, query?: Readonly<Record<string, string>>) {
  return {
    method: 'GET',
    path,
    access: 'dialect',
    status: 200,
    document: { summary, ...(query ? { query } : {}) },
  } as const;
}

function documentRow(path: string, summary: string, format: 'HTML' | 'PDF', timeZone: string): Row {
  return {
    method: 'POST',
    path,
    access: 'dialect',
    status: 200,
    document: { summary, query: periodQuery, body: documentBody },
    operation: graph.reportDocument,
    variables: (request) => ({ format, timeZone, ...bodyPeriod(request) }),
    shape: ({ report: { document } }) =>
      attachment(document.name, document.contentType, Buffer.from(document.base64, 'base64')),
  } satisfies OperationRow<graph.DocumentData>;
}

function chargebackRow(path: string, summary: string, kind: string): Row {
  return {
    method: 'POST',
    path,
    access: 'dialect',
    status: 200,
    document: { summary, query: periodQuery, body: chargebackBody },
    operation: graph.chargeback,
    variables: (request) => {
      const body = given(readBody(chargebackBody, request));
      const groupBy = chargebackGroups[body.groupBy ?? 'virtual-machine'];
      if (groupBy === undefined)
        throw invalid(`groupBy must be one of ${Object.keys(chargebackGroups).join(', ')}`);
      return {
        kind,
        groupBy,
        ...given({ from: body.from, to: body.to }),
        ...periodOf(request),
        filter: given({
          backupDestinations: body.backupDestinationGuids,
          policies: body.backupPolicyGuids,
          clusters: body.hypervisorClusterGuids,
          managers: body.hypervisorManagerGuids,
          hypervisors: body.hypervisorGuids,
          virtualMachines: body.virtualMachineGuids,
          projects: body.projectGuids,
        }),
      };
    },
    shape: ({ lines }) =>
      lines.map(({ guid, name, size }) => ({
        guid: guid ?? undefined,
        name: name ?? '',
        size: sizeOf(size),
      })),
  } satisfies OperationRow<graph.ChargebackData>;
}

function periodOf(request: IdentifiedRequest): Readonly<Record<string, unknown>> {
  return readFilters(request, period);
}

function bodyPeriod(request: IdentifiedRequest): Readonly<Record<string, unknown>> {
  const { from, to } = given(readBody(documentBody, request));
  return { ...given({ from, to }), ...periodOf(request) };
}

function addressesOf(request: IdentifiedRequest): readonly string[] {
  const { value = '' } = given(readBody(documentBody, request));
  const addresses = value
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  if (addresses.length === 0)
    throw invalid('value must name addresses of mail, with commas between them', [
      { field: 'value', message: 'must not be empty' },
    ]);
  return addresses;
}

function destinationsShape(destinations: readonly DestinationData[]): object {
  const rows = destinations.map((one) => ({
    ...reference(one),
    totalUsedSpace: sizeOf(one.totalUsedSpace),
    totalAvailableSpace: sizeOf(one.totalAvailableSpace),
  }));
  const sum = (key: 'totalUsedSpace' | 'totalAvailableSpace'): number =>
    rows.reduce((total, row) => total + row[key], 0);
  return {
    totalUsedSpace: sum('totalUsedSpace'),
    totalAvailableSpace: sum('totalAvailableSpace'),
    backupDestinations: rows,
  };
}
