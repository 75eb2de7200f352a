import { writeFile } from 'node:fs/promises';
import type { EngineKind } from '../support/engines.js';
import { findPostgres } from '../support/postgres-binaries.js';
import { startPostgres, type PostgresServer } from '../support/postgres.js';
import { readArguments, usage, type BenchArguments } from './arguments.js';
import { benchCases } from './cases.js';
import { manyRecordsCases } from './many-records.js';
import { measure } from './measure.js';
import { reportCase, reportWork, table, workTable, type CaseReport, type WorkReport } from './report.js';
import { measureScrapes, scrapeTable, type ScrapeReport } from './scrape.js';
import { openServerProcess, type BenchServerProcess } from './server-process.js';
import { measureSubscribers, subscribersTable, type SubscribersReport } from './subscribers.js';
import { floodTable, measureTrapFlood, type FloodReport } from './trap-flood.js';
import { vprotectCases } from './vprotect-lists.js';
import { workCases } from './work-cases.js';

const secondsToRound = 20;

/** `infragraph bench`: measures, prints the table and ends. Returns the exit code: 0 measured, 1 failed, 2 wrong usage. */
export async function main(argv: readonly string[]): Promise<number> {
  const wanted = readOrTell(argv);
  if (typeof wanted === 'number') return wanted;
  const needsDatabase = wanted.cases.length > 0 || wanted.scrape || wanted.trapFlood;
  const postgres = needsDatabase && wanted.databases.includes('server') ? await postgresOrTell() : undefined;
  try {
    const databases = wanted.databases.filter((kind) => kind === 'embedded' || postgres);
    if (needsDatabase && databases.length === 0) return 1;
    const reports: (CaseReport | WorkReport | FloodReport | ScrapeReport | SubscribersReport)[] = [];
    if (wanted.cases.length > 0) reports.push(...(await measureCases(databases, wanted, postgres)));
    if (wanted.scrape) reports.push(...(await measureScraping(databases, wanted, postgres)));
    if (wanted.trapFlood) reports.push(...(await measureFloods(databases, wanted, postgres)));
    if (wanted.subscribers > 0) {
      const report = await measureSubscribers(wanted.subscribers, wanted.seconds);
      console.log(`\n${subscribersTable(report)}\n\nMedian of the rounds (least-greatest).`);
      reports.push(report);
    }
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
): Promise<(CaseReport | WorkReport)[]> {
  const cases: CaseReport[] = [];
  const works: WorkReport[] = [];
  for (const kind of databases) {
    const measured = await measureOn(kind, wanted, wanted.seconds / databases.length, postgres);
    cases.push(...measured.cases);
    works.push(...measured.works);
  }
  const tables = [
    ...(cases.length > 0 ? [table(cases)] : []),
    ...(works.length > 0 ? [workTable(works)] : []),
  ];
  console.log(
    `\n${tables.join('\n\n')}\n\nMedian of the rounds (least-greatest); 1 is as fast as what it is compared with.`,
  );
  return [...cases, ...works];
}

async function measureScraping(
  databases: readonly EngineKind[],
  { seconds }: BenchArguments,
  postgres: PostgresServer | undefined,
): Promise<ScrapeReport[]> {
  const reports: ScrapeReport[] = [];
  for (const kind of databases) {
    const name = nameOf(kind, postgres);
    console.log(`${name}: scrapers beside exports`);
    const url = kind === 'server' ? await postgres?.createDatabase() : undefined;
    reports.push(await measureScrapes(name, url, seconds / databases.length));
  }
  console.log(`\n${scrapeTable(reports)}\n\nMedian of all; backups by rounds (least-greatest).`);
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
): Promise<{ readonly cases: CaseReport[]; readonly works: WorkReport[] }> {
  const name = nameOf(kind, postgres);
  console.log(`${name}: starting and filling`);
  const server = await openServerProcess(
    cases,
    kind === 'server' ? await postgres?.createDatabase() : undefined,
  );
  try {
    const measured = await measure(server, seconds, (round) => console.log(`${name}: round ${round}`));
    const reports = server.cases.flatMap((prepared) => {
      const series = measured.get(prepared.name);
      const bench = [...benchCases, ...manyRecordsCases, ...vprotectCases].find(
        (one) => one.name === prepared.name,
      );
      return series && bench ? [reportCase(name, bench, prepared, series)] : [];
    });
    const works = workCases.filter((work) => cases.includes(work.name));
    return { cases: reports, works: await measureWorks(server, name, works, seconds) };
  } finally {
    await server.close();
  }
}

/** Works come last, because they write: each once, and once more for every twenty seconds of measuring. */
async function measureWorks(
  server: BenchServerProcess,
  database: string,
  works: typeof workCases,
  seconds: number,
): Promise<WorkReport[]> {
  const reports: WorkReport[] = [];
  for (const work of works) {
    console.log(`${database}: ${work.title}`);
    const rounds = [await server.work(work.name)];
    for (let left = seconds; left >= secondsToRound; left -= secondsToRound)
      rounds.push(await server.work(work.name));
    reports.push(reportWork(database, work, rounds));
  }
  return reports;
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
