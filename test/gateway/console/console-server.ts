import type { AddressInfo } from 'node:net';
import { buildSchema, execute, parse, subscribe, validate, type ExecutionArgs } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { FastifyInstance } from 'fastify';
import { createHttpServer } from '../../../subgraphs/kernel/server/http-server.js';
import { openLog } from '../../../subgraphs/kernel/log/log.js';

const schema = buildSchema(`
  type Query { cloud: Cloud }
  type Cloud { name: String!, nodes(first: Int): NodeConnection! }
  type NodeConnection { nodes: [ComputeNode!]! }
  type ComputeNode { name: String!, state: String!, publicIps: [String!]!, backupRecords(first: Int): RecordConnection! }
  type RecordConnection { nodes: [BackupRecord!]! }
  type BackupRecord { backupId: String!, level: Int!, takenAt: String }
  type Subscription { nodeEvents: NodeEvent! }
  type NodeEvent { cursor: String!, kind: String!, at: String!, node: ComputeNode, nodes: [ComputeNode!]! }
`);

const record = { backupId: 'box_web-1_home_1700000000_0', level: 0, takenAt: '2023-11-14T22:13:20Z' };
const node = {
  name: 'web-1',
  state: 'RUNNING',
  publicIps: ['127.0.0.3'],
  backupRecords: () => ({ nodes: [record] }),
};
const rootValue = {
  cloud: { name: 'default', nodes: () => ({ nodes: [node] }) },
  nodeEvents: async function* () {
    yield {
      nodeEvents: {
        cursor: 'compute.1',
        kind: 'SNAPSHOT',
        at: '2026-01-01T00:00:00Z',
        node: null,
        nodes: [node],
      },
    };
    yield {
      nodeEvents: { cursor: 'compute.2', kind: 'CHANGED', at: '2026-01-01T00:00:01Z', node, nodes: [node] },
    };
  },
};

/** A listening server with a tiny graph at `/graphql`, over HTTP and WebSocket, and the pages under test. */
export interface ConsoleServer extends AsyncDisposable {
  readonly url: string;
}

/** Starts it on a free port of the loopback. */
export async function startConsoleServer(register: (app: FastifyInstance) => void): Promise<ConsoleServer> {
  const app = createHttpServer({ log: openLog({ level: 'silent' }), ready: () => Promise.resolve() });
  app.post<{ Body: { query: string; operationName?: string } }>('/graphql', ({ body }) => {
    const document = parse(body.query);
    const errors = validate(schema, document);
    return errors.length > 0
      ? { errors }
      : execute({ schema, document, rootValue, operationName: body.operationName ?? null } as ExecutionArgs);
  });
  register(app);
  const sockets = new WebSocketServer({ server: app.server, path: '/graphql' });
  const graph = useServer(
    { schema, roots: { subscription: rootValue }, subscribe: (args) => subscribe({ ...args, rootValue }) },
    sockets,
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    await graph.dispose();
    await app.close();
  };
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close };
}
