import type { PreparedCase } from './messages.js';
import type { Series } from './measure.js';

/** Median, least and greatest of a series. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}

/** The outcome of one case on one database. */
export interface CaseReport {
  readonly database: string;
  readonly name: string;
  readonly title: string;
  /** Length of the answer in UTF-16 units. */
  readonly length: number;
  /** SQL statements of one request. */
  readonly statements: number;
  readonly rounds: number;
  /** Requests per second; those of another day or machine say nothing beside them. */
  readonly product: Spread;
  readonly bare: Spread;
  readonly sql: Spread | null;
  /** Rate of the product as a part of the bare handler's, compared round by round. */
  readonly toBare: Spread;
  /** Rate of the product as a part of the SQL's alone, compared round by round; null without SQL. */
  readonly toSql: Spread | null;
}

/** The outcome of one work on one database. */
export interface WorkReport {
  readonly database: string;
  readonly name: string;
  readonly title: string;
  readonly rounds: number;
  /** Seconds it took. */
  readonly seconds: Spread;
  /** Time of the drivers alone as a part of it. */
  readonly ofDrivers: Spread;
}

/** How often a work was done: the ms it took, and those its drivers take alone. */
export type WorkRounds = readonly { readonly ms: number; readonly driversMs: number }[];

/** The figures of a work from its rounds. */
export function reportWork(
  database: string,
  { name, title }: { readonly name: string; readonly title: string },
  rounds: WorkRounds,
): WorkReport {
  return {
    database,
    name,
    title,
    rounds: rounds.length,
    seconds: spread(rounds.map(({ ms }) => ms / 1000)),
    ofDrivers: spread(rounds.map(({ ms, driversMs }) => driversMs / ms)),
  };
}

/** The figures of a case from its rounds. */
export function reportCase(
  database: string,
  { title }: { readonly title: string },
  { name, length, statements }: PreparedCase,
  { product, bare, sql }: Series,
): CaseReport {
  return {
    database,
    name,
    title,
    length,
    statements,
    rounds: product.length,
    product: spread(product),
    bare: spread(bare),
    sql: sql.length === 0 ? null : spread(sql),
    toBare: spread(product.map((rate, i) => rate / (bare[i] ?? Number.NaN))),
    toSql: sql.length === 0 ? null : spread(product.map((rate, i) => rate / (sql[i] ?? Number.NaN))),
  };
}

/** The reports as text: one line per case. */
export function table(reports: readonly CaseReport[]): string {
  const head = ['database', 'case', 'length', 'SQL', 'requests/s', 'of bare handler', 'of SQL alone'];
  const rows = reports.map((report) => [
    report.database,
    report.title,
    report.length.toLocaleString('en'),
    String(report.statements),
    report.product.median.toFixed(0),
    ratio(report.toBare),
    report.toSql ? ratio(report.toSql) : '-',
  ]);
  return laidOut(head, rows);
}

/** The works as text: one line each. */
export function workTable(reports: readonly WorkReport[]): string {
  const head = ['database', 'work', 'seconds', 'of its drivers alone'];
  const rows = reports.map(({ database, title, seconds, ofDrivers }) => [
    database,
    title,
    seconds.median.toFixed(2),
    ratio(ofDrivers),
  ]);
  return laidOut(head, rows);
}

/** Lines of a table: the first two columns to the left, figures to the right. */
export function laidOut(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** A spread of ratios as text. */
export function ratio({ median, least, greatest }: Spread): string {
  return `${median.toFixed(3)} (${least.toFixed(3)}-${greatest.toFixed(3)})`;
}

/** Median, least and greatest of values. */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (place: number): number => sorted[place] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    least: at(0),
    greatest: at(sorted.length - 1),
  };
}
