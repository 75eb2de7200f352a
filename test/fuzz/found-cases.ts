import type { FuzzCall } from './graphql-fuzzer.js';
import type { FuzzRequest } from './row-requests.js';

/** A request to a row that once went wrong. */
export interface FoundRequest {
  readonly found: string;
  readonly dialect: string;
  /** Method and path of the row. */
  readonly row: string;
  readonly request: FuzzRequest;
}

/** An operation that once went wrong. */
export interface FoundCall {
  readonly found: string;
  readonly kind: 'query' | 'mutation';
  readonly call: FuzzCall;
}

const plain: FuzzRequest = { port: 'main', method: 'GET', url: '/api/v1/nodes', headers: {}, body: null };
const braces = '7b7d';

/** Requests that crashed a row or were answered by others than its dialect. */
export const foundRequests: readonly FoundRequest[] = [
  ...['', ';'].map((type) => ({
    found: `the content type ${JSON.stringify(type)} crashed the row`,
    dialect: 'orchestrator',
    row: 'PUT /api/v1/vm/action/release',
    request: {
      ...plain,
      method: 'PUT',
      url: '/api/v1/vm/action/release',
      headers: { 'content-type': type },
      body: braces,
    },
  })),
  ...['', 'text/html', 'application/json'].map((type) => ({
    found: `an unknown path was answered by Fastify when its body was no good ${JSON.stringify(type)}`,
    dialect: 'orchestrator',
    row: 'PUT /api/v1/vm/action/:action/:cloud',
    request: {
      ...plain,
      method: 'PUT',
      url: '/api/v1/vm/action/default/default/',
      headers: { 'content-type': type },
      body: '7b',
    },
  })),
  {
    found: 'a parameter of more than 2,000 characters was answered in the words of nobody',
    dialect: 'orchestrator',
    row: 'GET /api/v1/nodes/:cloud',
    request: { ...plain, url: `/api/v1/nodes/${'x'.repeat(2001)}` },
  },
  {
    found: 'the same of the Freezer API',
    dialect: 'freezer',
    row: 'GET /v1/backups/:id',
    request: { ...plain, url: `/v1/backups/${'x'.repeat(2001)}` },
  },
];

const cursorOf = (...values: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(values), 'utf8').toString('base64url');
const asAdministrator = (query: string, variables: object): FuzzCall => ({
  sender: 'administrator',
  query,
  variables,
});

/** Operations that were answered as if the fault were ours. */
export const foundCalls: readonly FoundCall[] = [
  {
    found: 'a variable its scalar refuses was an internal error',
    kind: 'query',
    call: asAdministrator(
      'query ($filter: BackupRecordFilter) { backupRecords(filter: $filter) { totalCount } }',
      { filter: { timestampFrom: 1.5 } },
    ),
  },
  {
    found: 'a token of nobody was answered with the status 500',
    kind: 'query',
    call: { sender: 'forger', query: '{ clouds { name } }', variables: {} },
  },
  {
    found: 'a wrong enum value was answered with the right ones',
    kind: 'query',
    call: asAdministrator(
      'query ($filter: ComputeNodeFilter) { computeNodes(filter: $filter) { totalCount } }',
      { filter: { states: ['PAUSE'] } },
    ),
  },
  ...[cursorOf('default'), cursorOf(1e300), cursorOf(-0.5), cursorOf('\0')].map((after): FoundCall => ({
    found: `the cursor ${Buffer.from(after, 'base64url').toString()} of another list reached the database`,
    kind: 'query',
    call: asAdministrator(
      'query ($after: String) { assignments(after: $after) { totalCount nodes { id } } }',
      { after },
    ),
  })),
  ...['2016-12-31T23:59:60Z', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59-14:00'].map(
    (createdAfter): FoundCall => ({
      found: `the instant ${createdAfter} reached the database`,
      kind: 'query',
      call: asAdministrator('query ($filter: TaskFilter) { tasks(filter: $filter) { nodes { guid } } }', {
        filter: { createdAfter },
      }),
    }),
  ),
  {
    found: 'a NUL in an id reached the database',
    kind: 'mutation',
    call: asAdministrator(
      'mutation ($input: BackupRecordLocatorInput!) { deleteBackupRecord(input: $input) { __typename } }',
      { input: { backupId: 'a\0b' } },
    ),
  },
  {
    found: 'a NUL in the name of a machine reached the table of tasks',
    kind: 'mutation',
    call: asAdministrator(
      'mutation ($input: ReleaseComputeNodeInput!) { releaseComputeNode(input: $input) { message } }',
      { input: { nodeId: '\0', idempotencyKey: 'k' } },
    ),
  },
  {
    found: 'operations without a name were an internal error',
    kind: 'query',
    call: asAdministrator('query a { __typename } query b { __typename }', {}),
  },
];
