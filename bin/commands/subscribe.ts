import { getOperationAST, parse, type DocumentNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { ConfigError } from '../../subgraphs/kernel/config/load.js';
import { settingsOf, type CommandInput } from '../command-input.js';
import { loadProductConfig } from '../config-groups.js';

const longestWaitMs = 5000;

/** What `infragraph subscribe` was asked to do. */
interface Wish {
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly url: string;
  readonly token: string | undefined;
  readonly count: number;
  /** Whether the operation declares `$after`, so that it can continue after a loss. */
  readonly resumes: boolean;
}

/**
 * `infragraph subscribe 'subscription …'`: prints each event as one line of JSON. An operation that
 * declares `$after: EventCursor` survives lost connections: it continues behind the last event's cursor.
 */
export async function subscribe(input: CommandInput): Promise<number> {
  const wish = readWish(input);
  let left = wish.count;
  const token = wish.token;
  const client = createClient({
    url: wish.url,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  const variables = { ...wish.variables };
  for (let losses = 0; ; losses++) {
    try {
      for await (const result of client.iterate({ query: wish.query, variables })) {
        losses = 0;
        process.stdout.write(`${JSON.stringify(result)}\n`);
        if (result.errors) return 1;
        variables['after'] = cursorIn(result.data) ?? variables['after'];
        if (--left === 0) return 0;
      }
      return 0;
    } catch (error) {
      if (!wish.resumes || !isLoss(error)) return failed(error);
      process.stderr.write('The connection was lost; continuing behind the last event.\n');
      await new Promise((resolve) => setTimeout(resolve, Math.min(250 * 2 ** losses, longestWaitMs)));
    } finally {
      if (left === 0) await client.dispose();
    }
  }
}

function readWish(input: CommandInput): Wish {
  const { args, options } = input;
  const [query = ''] = args;
  const { client, server } = loadProductConfig({ env: process.env, options: settingsOf(input) });
  const document = readDocument(query);
  const operation = getOperationAST(document);
  if (operation?.operation !== 'subscription')
    throw new ConfigError(['the operation must be one subscription']);
  const count = options['count'] === undefined ? Infinity : Number(options['count']);
  if (!(count >= 1))
    throw new ConfigError([`--count must be a number from 1 on, not "${options['count'] ?? ''}"`]);
  return {
    query,
    variables: readVariables(options['variables']),
    url: options['url'] ?? `ws://127.0.0.1:${server.port}/graphql`,
    token: client.token,
    count,
    resumes: operation.variableDefinitions?.some(({ variable }) => variable.name.value === 'after') ?? false,
  };
}

function readDocument(query: string): DocumentNode {
  try {
    return parse(query);
  } catch (error) {
    throw new ConfigError([
      `the operation cannot be read: ${error instanceof Error ? error.message : 'it is not GraphQL'}`,
    ]);
  }
}

function readVariables(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Told below, as any other text that is no object.
  }
  throw new ConfigError(['--variables must be a JSON object']);
}

/** Cursor of the event, wherever the client has selected it as `cursor`. */
function cursorIn(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const [event] = Object.values(data) as unknown[];
  if (typeof event !== 'object' || event === null || !('cursor' in event)) return undefined;
  return typeof event.cursor === 'string' ? event.cursor : undefined;
}

/** A closed socket may come back; a refusal (4xxx) or an error of the operation will not change. */
function isLoss(error: unknown): boolean {
  if (Array.isArray(error)) return false;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code !== 'number' || code < 4000;
}

function failed(error: unknown): number {
  const text = Array.isArray(error)
    ? JSON.stringify({ errors: error })
    : 'The subscription could not be opened. Is the server running, and is the token valid?';
  process.stderr.write(`${text}\n`);
  return 1;
}
