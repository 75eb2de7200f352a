import type { AddressInfo } from 'node:net';
import { RowExecutor, type ExecuteOperation } from '../../../../gateway/rest/execute-row.js';
import { createOwnPort } from '../../../../gateway/rest/own-port.js';
import { vprotectConfig } from '../../../../gateway/rest/vprotect/config.js';
import { createVprotectDialect } from '../../../../gateway/rest/vprotect/dialect.js';
import { loadConfig } from '../../../../subgraphs/kernel/config/load.js';
import { Fault } from '../../../../subgraphs/kernel/errors/fault.js';
import { newToken } from '../../../../subgraphs/kernel/identity/token.js';
import { openViewer, type Viewer } from '../../../../subgraphs/kernel/identity/viewer.js';
import { silentLog } from '../../../support/engines.js';
import { sendOverWire, type WireAnswer, type WireRequest } from '../../../support/wire.js';

/** An operation as the rows asked for it. */
export interface Asked {
  readonly name: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly viewer: Viewer;
}

/** The vProtect API on a port of its own, over a graph that answers what a test says. */
export interface VprotectPort {
  /** What was asked of the graph so far. */
  readonly asked: Asked[];
  /** Base address without a slash at its end. */
  readonly url: string;
  send(request: WireRequest): Promise<WireAnswer>;
  close(): Promise<void>;
}

/** How the graph answers an operation. */
export type Answer = (asked: Asked) => Awaited<ReturnType<ExecuteOperation>>;

/** The only session the server knows. */
export const goodToken = newToken('session').token;

/** The only page that may use the port from elsewhere. */
export const portal = 'https://portal.example.org';

/** A list of these nodes, as every list operation is answered. */
export function listOf(nodes: readonly object[]): Awaited<ReturnType<ExecuteOperation>> {
  const pageInfo = { hasNextPage: false, endCursor: null };
  return { data: { list: { nodes, pageInfo, totalCount: nodes.length } }, errors: [] };
}

/** Starts it; `closed` asks for a session. */
export async function startVprotectPort(
  answer: Answer = () => listOf([]),
  server: 'open' | 'closed' = 'open',
): Promise<VprotectPort> {
  const asked: Asked[] = [];
  const execute: ExecuteOperation = ({ name }, variables, { viewer }) => {
    asked.push({ name, variables, viewer });
    return Promise.resolve(answer({ name, variables, viewer }));
  };
  const unknown = (): Promise<never> => Promise.reject(new Fault('UNAUTHENTICATED', 'Nobody has this.'));
  const dialect = createVprotectDialect({
    config: loadConfig(vprotectConfig, { env: {}, options: {} }),
    identity: {
      mode: () => Promise.resolve(server),
      viewerOf: (token) => (token === goodToken ? Promise.resolve(openViewer) : unknown()),
      login: unknown,
      logout: () => Promise.resolve(),
    },
    allowedOrigins: [portal],
    ownedElsewhere: () => false,
  });
  const app = await createOwnPort({
    dialect,
    executor: new RowExecutor(execute, () => Promise.reject(new Error('Nothing is live here.'))),
    log: silentLog,
    allowedOrigins: [portal],
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    asked,
    url,
    send: (request) => sendOverWire(url, request),
    close: () => app.close(),
  };
}
