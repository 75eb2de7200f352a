import { randomBytes } from 'node:crypto';
import { askWell } from '../support/graph-client.js';
import { startProduct } from '../support/product.js';
import { waitFor } from '../support/wait-for.js';
import type { BenchRequest } from './messages.js';
import { pacedRequests, percentile } from './paced-requests.js';
import { sendTraps } from './trap-sender.js';

const trapsPerSecond = 1000;
const requestsPerSecond = 100;
const longestFloodMs = 10_000;
const community = 'bench';
const patience = { withinMs: 60_000, everyMs: 200 };
const outcomes = ['stored', 'limited', 'lost', 'ignored', 'refused', 'failed', 'unknown'] as const;

/** What a flood of traps did to the API beside it. */
export interface FloodReport {
  readonly database: string;
  readonly sent: number;
  /** What became of them; the sum is `sent`. */
  readonly counted: Readonly<Record<string, number>>;
  /** Milliseconds that 99 of 100 requests do not exceed, and the half of them. */
  readonly quiet: { readonly p50: number; readonly p99: number };
  readonly flooded: { readonly p50: number; readonly p99: number };
  /** p99 with the flood as a multiple of that without. */
  readonly ratio: number;
}

const requests: readonly BenchRequest[] = [
  { method: 'GET', path: '/v1/storages?limit=10', headers: {} },
  { method: 'GET', path: '/v1/volumes?limit=20', headers: {} },
  graphql('{ alerts(first: 20) { nodes { alertId state occurrences storage { name } } } }'),
  graphql('{ storages(first: 10) { nodes { name openAlerts(first: 5) { alertId } } } }'),
];

/**
 * Measures the API with and without 1,000 traps a second from one sender, for half of `seconds` each, ten
 * seconds at most. Fails when a trap is neither stored nor counted.
 */
export async function measureTrapFlood(
  database: string,
  databaseUrl: string | undefined,
  seconds: number,
): Promise<FloodReport> {
  const ends: (() => Promise<void>)[] = [];
  try {
    const settings = {
      'storage-trap-port': '0',
      'storage-trap-address': '127.0.0.1',
      'secrets-key': randomBytes(32).toString('base64'),
    };
    const owner = { after: (end: () => Promise<void>) => void ends.push(end) };
    const { child, url } = await startProduct(owner, { databaseUrl, settings });
    const [, port = ''] = await child.waitForLine(/SNMP traps: udp:\/\/127\.0\.0\.1:(\d+)$/);
    await prepareArray(url, Number(port));
    const ms = Math.min((seconds * 1000) / 2, longestFloodMs);
    const earlier = await tally(url);
    await pacedRequests(url, requests, requestsPerSecond, Math.min(ms, 3000));
    const quiet = await pacedRequests(url, requests, requestsPerSecond, ms);
    const [sent, flooded] = await Promise.all([
      sendTraps(Number(port), community, trapsPerSecond, ms),
      pacedRequests(url, requests, requestsPerSecond, ms),
    ]);
    const counted = await allCounted(url, earlier, sent);
    return { database, sent, counted, ...compared(quiet, flooded) };
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

/** The reports as text, one line each. */
export function floodTable(reports: readonly FloodReport[]): string {
  return reports
    .map(({ database, sent, counted, quiet, flooded, ratio }) => {
      const became = Object.entries(counted).map(([outcome, n]) => `${n} ${outcome}`);
      const ms = ({ p50, p99 }: FloodReport['quiet']): string =>
        `p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)}`;
      return `${database}: ${sent} traps, ${became.join(', ')}; quiet ${ms(quiet)} ms, flooded ${ms(flooded)} ms: p99 ${ratio.toFixed(2)} times`;
    })
    .join('\n');
}

function compared(
  quiet: readonly number[],
  flooded: readonly number[],
): Pick<FloodReport, 'quiet' | 'flooded' | 'ratio'> {
  const of = (values: readonly number[]) => ({ p50: percentile(values, 0.5), p99: percentile(values, 0.99) });
  const [without, beside] = [of(quiet), of(flooded)];
  return { quiet: without, flooded: beside, ratio: beside.p99 / without.p99 };
}

/** A fake array whose traps are read, synced, with one trap through. */
async function prepareArray(url: string, port: number): Promise<void> {
  const json = async (method: string, path: string, body: object): Promise<unknown> => {
    const answer = await fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text);
  };
  const registered = await json('POST', '/v1/storages', {
    vendor: 'fake_storage',
    model: 'fake_driver',
    rest: { host: '127.0.0.1', port: 1, username: 'bench', password: 'bench' },
    extra_attributes: { seed: 'bench', delay: '0', volumes: '500' },
  });
  const { id } = registered as { id: string };
  await json('PUT', `/v1/storages/${id}/snmp-config`, {
    host: '127.0.0.1',
    version: 'SNMPv2c',
    community_string: community,
  });
  await waitFor(
    'the first sync',
    async () => {
      const shown = (await (await fetch(`${url}/v1/storages/${id}`)).json()) as { sync_status: string };
      return shown.sync_status === 'SYNCED';
    },
    patience,
  );
  let sent = 0;
  await waitFor(
    'the first trap to be read',
    async () => {
      sent += await sendTraps(port, community, 100, 10);
      await waitFor('it to be counted', async () => (await total(url)) === sent, patience);
      return ((await tally(url))['stored'] ?? 0) > 0;
    },
    patience,
  );
}

async function allCounted(
  url: string,
  earlier: Readonly<Record<string, number>>,
  sent: number,
): Promise<Record<string, number>> {
  return waitFor(
    'every trap to be counted',
    async () => {
      const grown = Object.entries(await tally(url)).map(
        ([outcome, n]) => [outcome, n - (earlier[outcome] ?? 0)] as const,
      );
      const sum = grown.reduce((all, [, n]) => all + n, 0);
      return sum === sent ? Object.fromEntries(grown.filter(([, n]) => n > 0)) : undefined;
    },
    patience,
  );
}

async function total(url: string): Promise<number> {
  return Object.values(await tally(url)).reduce((sum, n) => sum + n, 0);
}

async function tally(url: string): Promise<Readonly<Record<string, number>>> {
  const { trapTally } = await askWell<{ trapTally: Readonly<Record<string, number>> }>(
    { url },
    `{ trapTally { ${outcomes.join(' ')} } }`,
  );
  return trapTally;
}

function graphql(query: string): BenchRequest {
  return {
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  };
}
