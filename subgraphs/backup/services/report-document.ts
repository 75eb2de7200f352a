import type { BackupReport, ReportLine, WorkStatistics } from '../entities/report.js';
import { invalid } from './backup-fault.js';
import { shownSize } from './shown-size.js';

/** One table of a report for people. */
export interface ReportTable {
  readonly title: string;
  /** How its lines ended, in words. */
  readonly summary: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const head = ['Machine', 'Policy', 'Time', 'Size', 'Type', 'Status', 'Details'];

/** An IANA time zone. VALIDATION for what is none. */
export function readTimeZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    throw invalid('timeZone', 'an IANA time zone such as Europe/Warsaw');
  }
}

/** The tables of a report, with times in a zone. */
export function reportTables(report: BackupReport, timeZone: string): readonly ReportTable[] {
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  const table = (title: string, statistics: WorkStatistics, lines: readonly ReportLine[]): ReportTable => ({
    title,
    summary: `${statistics.successful} successful, ${statistics.inProgress} in progress, ${statistics.queued} queued, ${statistics.failed} failed; ${shownSize(statistics.totalSize)}`,
    head,
    rows: lines.map((line) => [
      line.vmName,
      line.policy ?? '',
      time.format(line.time),
      shownSize(line.size),
      shownWord(line.type),
      shownWord(line.status),
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

const words: Readonly<Record<string, string>> = {
  INPROGRESS: 'In progress',
  SUCCESS_REMOVED: 'Success (removed)',
  RESTORE_AND_IMPORT: 'Restore with import',
  RESTORE_AND_MOUNT: 'Restore with mount',
};

/** A word of the graph for people. */
function shownWord(word: string): string {
  return words[word] ?? `${word.slice(0, 1)}${word.slice(1).toLowerCase().replaceAll('_', ' ')}`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
