import {
  choice,
  duration,
  integer,
  optionalPath,
  type ConfigOf,
  type ConfigRows,
} from '../../subgraphs/kernel/config/row.js';

/** What one operation may be, on every transport; 0 switches a limit off. REST rows are operations of our own and have none. */
export const limitsConfig = {
  depth: integer(
    'INFRAGRAPH_MAX_DEPTH',
    24,
    'Levels of fields an operation may have, fragments counted where they are spread; 0 for any.',
    { max: 1000 },
  ),
  introspectionDepth: integer(
    'INFRAGRAPH_MAX_INTROSPECTION_DEPTH',
    30,
    'Levels of fields below and with __schema or __type; 0 for any.',
    { max: 1000 },
  ),
  aliases: integer('INFRAGRAPH_MAX_ALIASES', 30, 'Renamed fields in an operation; 0 for any number.', {
    max: 100_000,
  }),
  directives: integer('INFRAGRAPH_MAX_DIRECTIVES', 8, 'Directives in an operation; 0 for any number.', {
    max: 100_000,
  }),
  rootFields: integer('INFRAGRAPH_MAX_ROOT_FIELDS', 20, 'Fields at the root of an operation; 0 for any.', {
    max: 100_000,
  }),
  selections: integer(
    'INFRAGRAPH_MAX_SELECTIONS',
    5000,
    'Fields of an operation after every fragment has been written out where it is spread; 0 for any.',
    { max: 100_000_000 },
  ),
  cost: integer(
    'INFRAGRAPH_MAX_COST',
    60_000,
    'Objects an operation may ask for, as far as it tells before it runs: pages count as long as "first" or "last" say, and a mutation for ten; 0 for any.',
    { max: 1_000_000_000 },
  ),
  costListSize: integer(
    'INFRAGRAPH_COST_LIST_SIZE',
    10,
    'How many objects a list is taken to have that is no page and has no @listSize.',
    { min: 1, max: 100_000 },
  ),
  tokens: integer('INFRAGRAPH_MAX_TOKENS', 2000, 'Words and marks of the text of an operation.', {
    min: 1000,
    max: 1_000_000,
  }),
  variablesDepth: integer(
    'INFRAGRAPH_MAX_VARIABLES_DEPTH',
    20,
    'Objects and lists within one another in the variables of an operation; 0 for any.',
    { max: 10_000 },
  ),
  requestTimeout: duration(
    'INFRAGRAPH_REQUEST_TIMEOUT',
    '15s',
    'How long a query or mutation may run before it is answered with SUBGRAPH_TIMEOUT; 0s for any.',
  ),
  operationsPerSocket: integer(
    'INFRAGRAPH_OPERATIONS_PER_SOCKET',
    100,
    'Operations a WebSocket carries at once.',
    { min: 1, max: 100_000 },
  ),
  socketsPerUser: integer(
    'INFRAGRAPH_SOCKETS_PER_USER',
    50,
    'WebSockets and event streams one user has open at once in this process; who has not signed in is told by the address. 0 for any number.',
    { max: 1_000_000 },
  ),
  trustedDocuments: optionalPath(
    'INFRAGRAPH_TRUSTED_DOCUMENTS',
    "File of operations that clients name instead of sending: a JSON object of texts by id, or Apollo's manifest. It is read again whenever it changes.",
  ),
  trustedMode: choice(
    'INFRAGRAPH_TRUSTED_DOCUMENTS_MODE',
    ['off', 'allow', 'only'],
    'allow',
    'off: the file is not used. allow: its operations may be named. only: no others are executed; the REST APIs go on.',
  ),
  persistedQueries: integer(
    'INFRAGRAPH_PERSISTED_QUERIES',
    1000,
    'How many operations that clients have sent are kept to be asked for by their hash (automatic persisted queries), at most 16 MiB of them; 0 for none.',
    { max: 1_000_000 },
  ),
} satisfies ConfigRows;

/** Values of the limits. */
export type LimitValues = ConfigOf<typeof limitsConfig>;

/** What holds where nothing is set. */
export const defaultLimits = Object.fromEntries(
  Object.entries(limitsConfig).map(([name, row]) => [name, row.default]),
) as LimitValues;
