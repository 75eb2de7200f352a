import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { Gateway } from '../../gateway/gateway.js';
import type { ProductConfig } from '../config-groups.js';
import type { RunningProcess } from '../process.js';

/** A dialect that also listens on a port of its own. */
export interface OwnPort {
  readonly title: string;
  readonly url: string;
}

/** How the start went. */
export interface Start {
  /** Milliseconds it took. */
  readonly ms: number;
  /** Whether nobody has used the data folder before. */
  readonly firstRun: boolean;
}

/** What `serve` prints once it is ready. */
export function banner(
  config: ProductConfig,
  gateway: Gateway,
  ownPorts: readonly OwnPort[],
  { kernel, subgraphs }: Pick<RunningProcess, 'kernel' | 'subgraphs'>,
  { ms, firstRun }: Start,
): string {
  const base = baseUrl(config.server.host, gateway);
  const where =
    kernel.database.engine.kind === 'server'
      ? 'PostgreSQL at DATABASE_URL'
      : `embedded, in ${resolve(config.kernel.dataDir)}`;
  const rows: readonly (readonly [string, string])[] = [
    ['Console', `${base}/`],
    ['GraphQL', `${base}/graphql  (HTTP and WebSocket)`],
    ['IDE', `${base}/ide`],
    [
      'REST',
      `${base}/docs/rest  (Orchestrator at ${base}/api/v1, vProtect at ${base}/api, Freezer and Delfin at ${base}/v1)`,
    ],
    ...ownPorts.map(({ title, url }) => ['', `${title}: ${url}`] as const),
    ...subgraphs.flatMap((one) => one.listening?.() ?? []).map((line) => ['', line] as const),
    ['Health', `${base}/health/ready`],
    ['Database', where],
    ...demoRow(config, firstRun),
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(9)} ${value}`);
  const query = '{"query":"{ clouds { name nodes { nodes { name state } } } }"}';
  return [
    `Infragraph is ready after ${(ms / 1000).toFixed(1)} s.`,
    ...lines,
    'Try:',
    `  curl -s ${base}/graphql -H 'content-type: application/json' -d '${query}'`,
    'Stop with Ctrl-C.',
    '',
  ].join('\n');
}

function demoRow({ demo }: ProductConfig, firstRun: boolean): (readonly [string, string])[] {
  if (demo.demo) return [['Demo', 'a made-up world; "infragraph demo remove" takes it away']];
  return firstRun
    ? [['Demo', 'nothing is here yet; "npm start -- --demo" fills it with a made-up world']]
    : [];
}

/** URL people use; an unspecified address is shown as this machine. */
function baseUrl(host: string, gateway: Gateway): string {
  const { port } = gateway.app.server.address() as AddressInfo;
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${shown}:${port}`;
}
