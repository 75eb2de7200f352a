import { enumObject } from './enum-catalogue.js';
import type { LineData, ReportData, StatisticsData } from './report-operations.js';
import { readableSize } from './report-shapes.js';
import { sizeOf } from './wire-values.js';

/** One table of a report for people. */
export interface ReportTable {
  readonly title: string;
  /** How its lines ended, in words. */
  readonly summary: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const head = ['Machine', 'Policy', 'Time', 'Size', 'Type', 'Status', 'Details'];

/** The tables of a report, with times in a zone. */
export function reportTables({ report }: ReportData, timeZone: string): readonly ReportTable[] {
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  const table = (title: string, statistics: StatisticsData, lines: readonly LineData[]): ReportTable => ({
    title,
    summary: `${statistics.successful} successful, ${statistics.inProgress} in progress, ${statistics.queued} queued, ${statistics.failed} failed; ${readableSize(sizeOf(statistics.totalSize))}`,
    head,
    rows: lines.map((line) => [
      line.vmName,
      line.policy ?? '',
      time.format(new Date(line.time)),
      readableSize(sizeOf(line.size)),
      enumObject('BackupType', line.type).description,
      enumObject('BackupStatus', line.status).description,
      line.statusInfo ?? '',
    ]),
  });
  return [
    table('Backups', report.backups.statistics, report.backups.lines),
    table('Restores', report.restores.statistics, report.restores.lines),
  ];
}

/** A report as a page that needs nothing else. */
export function reportHtml(tables: readonly ReportTable[]): string {
  const sections = tables.map(
    ({ title, summary, head: columns, rows }) => `<h2>${escaped(title)}</h2>
<p>${escaped(summary)}</p>
<table><thead><tr>${columns.map((column) => `<th>${escaped(column)}</th>`).join('')}</tr></thead><tbody>
${rows.map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`).join('\n')}
</tbody></table>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Backup report</title>
<style>body{font:14px sans-serif;margin:2em}table{border-collapse:collapse}th,td{border:1px solid #ccc;padding:.3em .6em;text-align:left}</style>
</head><body><h1>Backup report</h1>
${sections.join('\n')}
</body></html>
`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
