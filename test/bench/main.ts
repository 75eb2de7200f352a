import { writeFile } from 'node:fs/promises';
import type { EngineKind } from '../support/engines.js';
import { findPostgres } from '../support/postgres-binaries.js';
import { startPostgres, type PostgresServer } from '../support/postgres.js';
import { readArguments, usage, type BenchArguments } from './arguments.js';
import { benchCases } from './cases.js';
import { measure } from './measure.js';
import { reportCase, table, type CaseReport } from './report.js';
import { openServerProcess } from './server-process.js';
import { floodTable, measureTrapFlood, type FloodReport } from './trap-flood.js';

/** `infragraph bench`: measures, prints the table and ends. Returns the exit code: 0 measured, 1 failed, 2 wrong usage. */
export async function main(argv: readonly string[]): Promise<number> {
  const wanted = readOrTell(argv);
  if (typeof wanted === 'number') return wanted;
  const postgres = wanted.databases.includes('server') ? await postgresOrTell() : undefined;
  try {
    const databases = wanted.databases.filter((kind) => kind === 'embedded' || postgres);
    if (databases.length === 0) return 1;
    const reports: (CaseReport | FloodReport)[] = [];
    if (wanted.cases.length > 0) reports.push(...(await measureCases(databases, wanted, postgres)));
    if (wanted.trapFlood) reports.push(...(await measureFloods(databases, wanted, postgres)));
    if (wanted.json !== undefined) await writeFile(wanted.json, `${JSON.stringify(reports, undefined, 2)}\n`);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    await postgres?.stop();
  }
}

function readOrTell(argv: readonly string[]): BenchArguments | number {
  try {
    const read = readArguments(argv);
    if (!read) console.log(usage);
    return read ?? 0;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    return 2;
  }
}

async function measureCases(
  databases: readonly EngineKind[],
  wanted: BenchArguments,
  postgres: PostgresServer | undefined,
): Promise<CaseReport[]> {
  const reports: CaseReport[] = [];
  for (const kind of databases)
    reports.push(...(await measureOn(kind, wanted, wanted.seconds / databases.length, postgres)));
  console.log(
    `\n${table(reports)}\n\nMedian of the rounds (least-greatest); 1 is as fast as what it is compared with.`,
  );
  return reports;
}

async function measureFloods(
  databases: readonly EngineKind[],
  { seconds }: BenchArguments,
  postgres: PostgresServer | undefined,
): Promise<FloodReport[]> {
  const reports: FloodReport[] = [];
  for (const kind of databases) {
    const name = nameOf(kind, postgres);
    console.log(`${name}: a flood of traps`);
    const url = kind === 'server' ? await postgres?.createDatabase() : undefined;
    reports.push(await measureTrapFlood(name, url, seconds / databases.length));
  }
  console.log(`\n${floodTable(reports)}\n\nMedian of the rounds (least-greatest).`);
  return reports;
}

async function measureOn(
  kind: EngineKind,
  { cases }: BenchArguments,
  seconds: number,
  postgres: PostgresServer | undefined,
): Promise<CaseReport[]> {
  const name = nameOf(kind, postgres);
  console.log(`${name}: starting and filling`);
  const server = await openServerProcess(
    cases,
    kind === 'server' ? await postgres?.createDatabase() : undefined,
  );
  try {
    const measured = await measure(server, seconds, (round) => console.log(`${name}: round ${round}`));
    return server.cases.flatMap((prepared) => {
      const series = measured.get(prepared.name);
      const bench = benchCases.find((one) => one.name === prepared.name);
      return series && bench ? [reportCase(name, bench, prepared, series)] : [];
    });
  } finally {
    await server.close();
  }
}

function nameOf(kind: EngineKind, postgres: PostgresServer | undefined): string {
  return kind === 'embedded' ? 'embedded' : `PostgreSQL ${postgres?.version ?? ''}`.trim();
}

/** Without a PostgreSQL server only the embedded database is measured; the reason is told. */
async function postgresOrTell(): Promise<PostgresServer | undefined> {
  try {
    return await startPostgres({ binaries: await findPostgres() });
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
