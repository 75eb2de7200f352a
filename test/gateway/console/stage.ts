import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execute, parse, subscribe, validate, type ExecutionArgs } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { projectRoot } from '../../../bin/project.js';
import { registerConsole } from '../../../gateway/console/console-page.js';
import { apiSchemaOf } from '../../../gateway/federation/federation.js';
import { openLog } from '../../../subgraphs/kernel/log/log.js';
import { createHttpServer } from '../../../subgraphs/kernel/server/http-server.js';
import { readSource } from '../../support/source-tree.js';

const schema = apiSchemaOf(readSource('schema/supergraph.graphql'));

/** The built console on a server of its own, over the real schema and made-up data. */
export interface Stage extends AsyncDisposable {
  readonly url: string;
}

/** What is played: the tasks of the first event, and those of each later one. */
export type Play = AsyncIterable<readonly Readonly<Record<string, unknown>>[]>;

/**
 * Starts it on a free port of the loopback. What it shows comes as fast as `play` gives it, which no database
 * slows down: this is for measuring the page, not the product.
 */
export async function openStage(play: () => Play): Promise<Stage> {
  const app = createHttpServer({ log: openLog({ level: 'silent' }), ready: () => Promise.resolve() });
  const rootValue = { viewer: { kind: 'OPEN', name: 'local', role: 'ADMIN' }, ...subscriptions(play) };
  app.post<{ Body: { query: string; variables?: Record<string, unknown> } }>('/graphql', ({ body }) => {
    const document = parse(body.query);
    const errors = validate(schema, document);
    const args = { schema, document, rootValue, variableValues: body.variables ?? {} };
    return errors.length > 0 ? { errors } : execute(args);
  });
  registerConsole(app, {
    folder: join(projectRoot, 'dist', 'console'),
    version: '0',
    links: () => Promise.resolve({}),
  });
  const sockets = new WebSocketServer({ server: app.server, path: '/graphql' });
  const graph = useServer(
    { schema, subscribe: (args) => subscribe({ ...args, rootValue } as ExecutionArgs) },
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

function subscriptions(play: () => Play): Record<string, () => AsyncIterable<unknown>> {
  const event = (kind: string, count: number, more: object): object => ({
    cursor: `core.${count}`,
    kind,
    at: new Date().toISOString(),
    ...more,
  });
  async function* quiet(field: string, more: object): AsyncGenerator<unknown> {
    yield { [field]: event('SNAPSHOT', 0, more) };
    await new Promise(() => undefined);
  }
  return {
    taskEvents: async function* () {
      let count = 0;
      for await (const tasks of play())
        yield { taskEvents: event(count === 0 ? 'SNAPSHOT' : 'PROGRESS', ++count, { tasks }) };
    },
    alertEvents: () => quiet('alertEvents', { alerts: [] }),
    storageEvents: () => quiet('storageEvents', { storages: [] }),
  };
}
