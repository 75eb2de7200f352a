import { randomBytes } from 'node:crypto';
import { askWell } from '../support/graph-client.js';
import { startProduct } from '../support/product.js';
import { waitFor } from '../support/wait-for.js';
import type { BenchRequest } from './messages.js';
import { pacedRequests, percentile } from './paced-requests.js';
import { ratio, spread, type Spread } from './report.js';
import { sendTraps } from './trap-sender.js';

const trapsPerSecond = 1000;
const requestsPerSecond = 100;
const sliceMs = 2000;
const community = 'bench';
const patience = { withinMs: 60_000, everyMs: 200 };
const outcomes = ['stored', 'limited', 'lost', 'ignored', 'refused', 'failed', 'unknown'] as const;

/** What a flood of traps did to the API beside it. */
export interface FloodReport {
  readonly database: string;
  readonly sent: number;
  /** What became of them; the sum is `sent`. */
  readonly counted: Readonly<Record<string, number>>;
  readonly rounds: number;
  /** Milliseconds that 99 of 100 requests of a slice do not exceed. */
  readonly quietP99: Spread;
  readonly floodedP99: Spread;
  /** The second as a multiple of the first, compared round by round. */
  readonly ratio: Spread;
}

const requests: readonly BenchRequest[] = [
  { method: 'GET', path: '/v1/storages?limit=10', headers: {} },
  { method: 'GET', path: '/v1/volumes?limit=20', headers: {} },
  graphql('{ alerts(first: 20) { nodes { alertId state occurrences storage { name } } } }'),
  graphql('{ storages(first: 10) { nodes { name openAlerts(first: 5) { alertId } } } }'),
];

/**
 * Measures the API with and without 1,000 traps a second from one sender, in slices of two seconds by
 * turns for about `seconds`, at least once. Fails when a trap is neither stored nor counted.
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
    const earlier = await tally(url);
    const ask = async (): Promise<number> =>
      percentile(await pacedRequests(url, requests, requestsPerSecond, sliceMs), 0.99);
    await ask();
    const [quiet, flooded]: [number[], number[]] = [[], []];
    let sent = 0;
    const until = performance.now() + seconds * 1000;
    do {
      quiet.push(await ask());
      const [more, p99] = await Promise.all([
        sendTraps(Number(port), community, trapsPerSecond, sliceMs),
        ask(),
      ]);
      sent += more;
      flooded.push(p99);
    } while (performance.now() < until);
    const counted = await allCounted(url, earlier, sent);
    return {
      database,
      sent,
      counted,
      rounds: quiet.length,
      quietP99: spread(quiet),
      floodedP99: spread(flooded),
      ratio: spread(flooded.map((p99, i) => p99 / (quiet[i] ?? Number.NaN))),
    };
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

/** The reports as text, one line each. */
export function floodTable(reports: readonly FloodReport[]): string {
  return reports
    .map((report) => {
      const became = Object.entries(report.counted).map(([outcome, n]) => `${n} ${outcome}`);
      const ms = ({ median }: Spread): string => `${median.toFixed(1)} ms`;
      return `${report.database}: ${report.sent} traps, ${became.join(', ')}; p99 ${ms(report.quietP99)} quiet, ${ms(report.floodedP99)} flooded, ${ratio(report.ratio)} times`;
    })
    .join('\n');
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
