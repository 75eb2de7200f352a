import { execute, parse, validate, type GraphQLSchema } from 'graphql';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { subgraphNames } from './world/sdl.js';
import { worldSchema } from './world/resolvers.js';

const headers = { 'content-type': 'application/json; charset=utf-8' };

interface Sent {
  readonly query: string;
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
}

/**
 * The subgraphs of the world behind one bare listener. What is asked for the first time is executed and recorded by its
 * very bytes; from then on the same bytes are replayed, so that gateways, not subgraphs, are measured. A gateway that
 * asks in words of its own has a recording of its own.
 */
export class Replay {
  /** Requests so far. */
  requests = 0;
  /** Of these, those that were not replayed. */
  recorded = 0;
  private readonly answers = new Map<string, Buffer>();
  private readonly schemas = new Map<string, GraphQLSchema>(
    subgraphNames.map((name) => [`/${name}`, worldSchema(name)]),
  );
  // Between two slices a gateway waits for all others; a connection that it keeps must not be closed in its hands.
  private readonly server = createServer({ keepAliveTimeout: 0 }, (request, response) =>
    this.take(request, response),
  );

  /** Listens on loopback; each subgraph has its path below the URL. */
  async open(): Promise<string> {
    const listening = Promise.withResolvers<void>();
    this.server.listen(0, '127.0.0.1', listening.resolve);
    await listening.promise;
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.requests++;
      const [only, ...more] = chunks;
      const body = only && more.length === 0 ? only : Buffer.concat(chunks);
      const path = request.url ?? '/';
      const key = `${path} ${body.toString('latin1')}`;
      const known = this.answers.get(key);
      if (known) return send(response, known);
      this.recorded++;
      void this.record(path, body.toString()).then(
        (answer) => {
          this.answers.set(key, answer);
          send(response, answer);
        },
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  }

  private async record(path: string, body: string): Promise<Buffer> {
    const schema = this.schemas.get(path);
    if (!schema) throw new Error(`There is no subgraph at ${path}.`);
    const { query, variables, operationName } = JSON.parse(body) as Sent;
    const document = parse(query);
    const errors = validate(schema, document);
    const result =
      errors.length > 0
        ? { errors }
        : await execute({
            schema,
            document,
            variableValues: variables ?? null,
            operationName: operationName ?? null,
          });
    return Buffer.from(JSON.stringify(result));
  }
}

function send(response: ServerResponse, answer: Buffer): void {
  response.writeHead(200, { ...headers, 'content-length': answer.length });
  response.end(answer);
}
