import { setTimeout as delay } from 'node:timers/promises';
import { scrapedPaths } from './vprotect-lists.js';

/** Whom a scraper signs in as, and where. */
export interface ScrapeTarget {
  readonly url: string;
  readonly name: string;
  readonly password: string;
}

/** One scrape: how long all of it took, and each list to its first byte and to its end, in milliseconds. */
export interface Scrape {
  readonly ms: number;
  readonly lists: readonly { readonly path: string; readonly firstMs: number; readonly ms: number }[];
}

/** Scrapes at an interval, first after `waitMs`, for so many milliseconds; what has begun is finished. */
export async function scrapeAtInterval(
  target: ScrapeTarget,
  waitMs: number,
  intervalMs: number,
  forMs: number,
): Promise<readonly Scrape[]> {
  const startedAt = performance.now();
  const scrapes: Scrape[] = [];
  for (let next = waitMs; next < forMs; next += intervalMs) {
    await delay(Math.max(0, startedAt + next - performance.now()));
    scrapes.push(await scrape(target));
  }
  return scrapes;
}

/** A login and the six lists one after the other, as the exporter does. Throws unless all of them come whole. */
async function scrape({ url, name, password }: ScrapeTarget): Promise<Scrape> {
  const startedAt = performance.now();
  const login = await fetch(`${url}/api/session/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: name, password }),
  });
  if (!login.ok) throw new Error(`The login answered ${login.status}: ${await login.text()}`);
  await login.body?.cancel();
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
  const lists = [];
  for (const path of scrapedPaths) lists.push(await readList(url, path, cookie));
  return { ms: performance.now() - startedAt, lists };
}

/** Reads without parsing, which would be the scraper's own time. */
async function readList(url: string, path: string, cookie: string): Promise<Scrape['lists'][number]> {
  const startedAt = performance.now();
  const answer = await fetch(url + path, { headers: { cookie } });
  const total = Number(answer.headers.get('x-total-count'));
  if (answer.status !== 200 || !(total > 0) || !answer.body)
    throw new Error(`GET ${path} answered ${answer.status} with ${total} rows.`);
  let firstMs: number | undefined;
  for await (const _ of answer.body) firstMs ??= performance.now() - startedAt;
  return { path, firstMs: firstMs ?? 0, ms: performance.now() - startedAt };
}
