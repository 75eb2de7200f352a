import { getOperationAST, parse, type DocumentNode } from 'graphql';
import { ConfigError } from '../../subgraphs/kernel/config/load.js';
import { settingsOf, type CommandInput } from '../command-input.js';
import { loadProductConfig } from '../config-groups.js';
import { follow, type Followed } from './follow.js';

/** What `infragraph subscribe` was asked to do. */
interface Wish extends Followed {
  readonly count: number;
}

/**
 * `infragraph subscribe 'subscription …'`: prints each event as one line of JSON. An operation that
 * declares `$after: EventCursor` survives lost connections: it continues behind the last event's cursor.
 */
export async function subscribe(input: CommandInput): Promise<number> {
  const wish = readWish(input);
  let left = wish.count;
  return follow(wish, (result) => {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return --left === 0 ? 'enough' : 'more';
  });
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
