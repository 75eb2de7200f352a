import type { AddressInfo } from 'node:net';
import { delfinConfig } from '../../../../gateway/rest/delfin/config.js';
import { createDelfinDialect } from '../../../../gateway/rest/delfin/dialect.js';
import { RowExecutor, type ExecuteOperation } from '../../../../gateway/rest/execute-row.js';
import { createOwnPort } from '../../../../gateway/rest/own-port.js';
import { loadConfig } from '../../../../subgraphs/kernel/config/load.js';
import { Fault } from '../../../../subgraphs/kernel/errors/fault.js';
import { openViewer } from '../../../../subgraphs/kernel/identity/viewer.js';
import { silentLog } from '../../../support/engines.js';
import { sendOverWire, type WireAnswer, type WireRequest } from '../../../support/wire.js';

/** An operation as the rows asked for it. */
export interface Asked {
  readonly name: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The Delfin API on a port of its own, over a graph that answers what a test says. */
export interface DelfinPort {
  /** What was asked of the graph so far. */
  readonly asked: Asked[];
  send(request: WireRequest): Promise<WireAnswer>;
  close(): Promise<void>;
}

/** How the graph answers an operation. */
export type Answer = (asked: Asked) => Awaited<ReturnType<ExecuteOperation>>;

/** The only token the server knows. */
export const goodToken = 'good';

/** The only page that may use the port from elsewhere. */
export const portal = 'https://portal.example.org';

export async function startDelfinPort(
  answer: Answer,
  server: 'open' | 'closed' = 'open',
): Promise<DelfinPort> {
  const asked: Asked[] = [];
  const execute: ExecuteOperation = ({ name }, variables) => {
    asked.push({ name, variables });
    return Promise.resolve(answer({ name, variables }));
  };
  const viewerOf = (token: string): Promise<typeof openViewer> =>
    token === goodToken
      ? Promise.resolve(openViewer)
      : Promise.reject(new Fault('UNAUTHENTICATED', 'The token is not valid.'));
  const dialect = createDelfinDialect({
    config: loadConfig(delfinConfig, { env: {}, options: {} }),
    identity: { mode: () => Promise.resolve(server), viewerOf },
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
  return {
    asked,
    send: (request) => sendOverWire(`http://127.0.0.1:${port}`, request),
    close: () => app.close(),
  };
}
