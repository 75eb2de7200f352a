import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ratio, spread, type Spread } from './report.js';
import type { ScrapeAnswer, ScrapeCommand, SliceFigures } from './scrape-messages.js';
import { scrapeAtInterval, type Scrape } from './scraper.js';
import { scrapedPaths } from './vprotect-lists.js';

const scrapers = 2;
const longestIntervalMs = 15_000;

/** What two scrapers and the exports beside them did to each other. */
export interface ScrapeReport {
  readonly database: string;
  readonly rounds: number;
  readonly scrapes: number;
  /** Milliseconds a whole scrape took, login and six lists. */
  readonly scrapeMs: Spread;
  readonly lists: readonly { readonly path: string; readonly firstMs: Spread; readonly ms: Spread }[];
  readonly quiet: SliceSpreads;
  readonly scraped: SliceSpreads;
  /** Stored backups a second beside the scrapers as a part of those without, compared round by round. */
  readonly exportRatio: Spread;
}

type SliceSpreads = Readonly<Record<keyof SliceFigures, Spread>>;

/**
 * Measures exports of which twenty run at once, by turns alone and beside two scrapers that each read the six lists
 * every fifteen seconds, in slices of as long, for about `seconds`, at least once.
 */
export async function measureScrapes(
  database: string,
  databaseUrl: string | undefined,
  seconds: number,
): Promise<ScrapeReport> {
  const child = fork(fileURLToPath(new URL('./scrape-house.js', import.meta.url)), [], { stdio: 'inherit' });
  try {
    const target = await ask(child, { kind: 'open', databaseUrl }, 'opened');
    const intervalMs = Math.min(longestIntervalMs, (seconds * 1000) / 2);
    const scrapes: Scrape[] = [];
    const [quiet, scraped]: [SliceFigures[], SliceFigures[]] = [[], []];
    await delay(intervalMs / 3);
    const until = performance.now() + seconds * 1000;
    do {
      quiet.push(await slice(child, () => delay(intervalMs)));
      const beside = async (): Promise<void> => {
        const all = Array.from({ length: scrapers }, (_, i) =>
          scrapeAtInterval(target, (i * intervalMs) / scrapers, intervalMs, intervalMs),
        );
        scrapes.push(...(await Promise.all(all)).flat());
      };
      scraped.push(await slice(child, beside));
    } while (performance.now() < until);
    return reportOf(database, scrapes, quiet, scraped);
  } finally {
    await close(child);
  }
}

/** The reports as text. */
export function scrapeTable(reports: readonly ScrapeReport[]): string {
  return reports.flatMap(lines).join('\n');
}

function lines(report: ScrapeReport): string[] {
  const { database, scrapes, scrapeMs, lists, quiet, scraped, exportRatio } = report;
  const shown = ({ median, greatest }: Spread, digits = 0): string =>
    `${median.toFixed(digits)} (at most ${greatest.toFixed(digits)})`;
  return [
    `${database}: ${scrapes} scrapes of ${shown(scrapeMs)} ms`,
    ...lists.map(
      ({ path, firstMs, ms }) => `  GET ${path}: ${shown(ms)} ms, first byte after ${shown(firstMs)} ms`,
    ),
    `  backups a second: ${quiet.backupsPerSecond.median.toFixed(1)} alone, ${scraped.backupsPerSecond.median.toFixed(1)} beside them, ${ratio(exportRatio)} of it`,
    `  event loop late by (p99): ${shown(quiet.delayP99)} ms alone, ${shown(scraped.delayP99)} ms beside them`,
    `  memory: ${shown(quiet.megabytes)} MB alone, ${shown(scraped.megabytes)} MB beside them`,
  ];
}

function reportOf(
  database: string,
  scrapes: readonly Scrape[],
  quiet: readonly SliceFigures[],
  scraped: readonly SliceFigures[],
): ScrapeReport {
  const of = (slices: readonly SliceFigures[]): SliceSpreads => ({
    backupsPerSecond: spread(slices.map((one) => one.backupsPerSecond)),
    delayP99: spread(slices.map((one) => one.delayP99)),
    megabytes: spread(slices.map((one) => one.megabytes)),
  });
  const timesOf = (path: string, part: 'firstMs' | 'ms'): Spread =>
    spread(scrapes.flatMap(({ lists }) => lists.filter((one) => one.path === path).map((one) => one[part])));
  return {
    database,
    rounds: quiet.length,
    scrapes: scrapes.length,
    scrapeMs: spread(scrapes.map(({ ms }) => ms)),
    lists: scrapedPaths.map((path) => ({
      path,
      firstMs: timesOf(path, 'firstMs'),
      ms: timesOf(path, 'ms'),
    })),
    quiet: of(quiet),
    scraped: of(scraped),
    exportRatio: spread(
      scraped.map((one, i) => one.backupsPerSecond / (quiet[i]?.backupsPerSecond ?? Number.NaN)),
    ),
  };
}

async function slice(child: ChildProcess, during: () => Promise<unknown>): Promise<SliceFigures> {
  await ask(child, { kind: 'begin' }, 'begun');
  await during();
  return ask(child, { kind: 'end' }, 'ended');
}

async function ask<K extends ScrapeAnswer['kind']>(
  child: ChildProcess,
  command: ScrapeCommand,
  expected: K,
): Promise<ScrapeAnswer & { readonly kind: K }> {
  const { promise, resolve, reject } = Promise.withResolvers<ScrapeAnswer>();
  const ended = (): void => reject(new Error('The process with the product ended.'));
  child.once('message', resolve);
  child.once('exit', ended);
  child.send(command);
  try {
    const answer = await promise;
    if (answer.kind === expected) return answer as ScrapeAnswer & { readonly kind: K };
    throw new Error(answer.kind === 'failed' ? answer.message : `It answered "${answer.kind}".`);
  } finally {
    child.off('message', resolve);
    child.off('exit', ended);
  }
}

async function close(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  if (child.connected) child.disconnect();
  await gone;
}
