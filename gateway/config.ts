import type { ConfigOf, ConfigRow, ConfigRows } from '../subgraphs/kernel/config/row.js';
import {
  choice,
  duration,
  flag,
  integer,
  list,
  optionalInteger,
  optionalPath,
} from '../subgraphs/kernel/config/row.js';
import { roles } from '../subgraphs/kernel/identity/viewer.js';
import type { SchemaReaders } from './limits/introspection.js';

const pairs = list(
  'INFRAGRAPH_SUBGRAPH_URLS',
  [],
  'Subgraphs that run elsewhere, as name=URL pairs; all others run in this process.',
);

const subgraphUrls: ConfigRow<readonly string[]> = {
  ...pairs,
  parse: (text) => {
    const read = pairs.parse(text);
    parseSubgraphUrls(read);
    return read;
  },
};

/** Settings of the gateway. */
export const gatewayConfig = {
  subgraphUrls,
  subgraphTimeout: duration(
    'INFRAGRAPH_SUBGRAPH_TIMEOUT',
    '5s',
    'How long a remote subgraph may take for one fetch.',
  ),
  insecure: flag(
    'INFRAGRAPH_INSECURE',
    false,
    'Allows listening on other than loopback addresses without any account. Everybody who reaches the port is administrator.',
  ),
  ide: choice(
    'INFRAGRAPH_IDE',
    ['auto', 'on', 'off'],
    'auto',
    'The GraphQL IDE at /ide, /schema.graphql and introspection: on for everybody, off for nobody, auto for developers and, in open mode, for the local user.',
  ),
  developerRole: choice(
    'INFRAGRAPH_DEVELOPER_ROLE',
    roles,
    'operator',
    'Least role of a developer, who may read the schema where INFRAGRAPH_IDE is auto.',
  ),
  allowedOrigins: list(
    'INFRAGRAPH_ALLOWED_ORIGINS',
    [],
    'Origins of web pages that may use GraphQL and the REST dialects from elsewhere (CORS), such as https://portal.example.org.',
  ),
  workers: integer(
    'INFRAGRAPH_WORKERS',
    1,
    'Processes that answer requests behind one listener, each on a core of its own; several need a PostgreSQL server, or a supergraph of others. The first works on tasks.',
    { min: 1, max: 64 },
  ),
  supergraph: optionalPath(
    'INFRAGRAPH_SUPERGRAPH',
    'Supergraph SDL to serve instead of the built-in one. It is read again whenever the file changes.',
  ),
  subscriptionJoin: duration(
    'INFRAGRAPH_SUBSCRIPTION_JOIN',
    '5ms',
    'How long an event of a subscription may wait for others of the same socket, so that they go out in one write; the first after a pause never waits. 0ms joins none.',
  ),
  overrideLabels: list(
    'INFRAGRAPH_OVERRIDE_LABELS',
    [],
    'Labels of @override in the supergraph that are switched on. Labels such as percent(10) hold for that share of operations by themselves.',
  ),
  shareQueries: flag(
    'INFRAGRAPH_SHARE_QUERIES',
    false,
    'Executes equal queries that one identity asks at the same time once. A query that is answered by one already running may show what was before a change that ended meanwhile.',
  ),
  delfinPort: optionalInteger(
    'INFRAGRAPH_DELFIN_PORT',
    'Port on which the Delfin API is served alone as well (documented: 8190).',
    { max: 65535 },
  ),
  freezerPort: optionalInteger(
    'INFRAGRAPH_FREEZER_PORT',
    'Port on which the Freezer API is served alone as well (documented: 9090).',
    { max: 65535 },
  ),
  orchestratorPort: optionalInteger(
    'INFRAGRAPH_ORCHESTRATOR_PORT',
    'Port on which the Orchestrator API is served alone as well (documented: 5050).',
    { max: 65535 },
  ),
  vprotectPort: optionalInteger(
    'INFRAGRAPH_VPROTECT_PORT',
    'Port on which the vProtect API is served alone over TLS as well (documented: 8181).',
    { max: 65535 },
  ),
  vprotectHttpPort: optionalInteger(
    'INFRAGRAPH_VPROTECT_HTTP_PORT',
    'Port on which the vProtect API is served alone over plain HTTP as well.',
    { max: 65535 },
  ),
} satisfies ConfigRows;

/** Who may read the schema under these settings. */
export function schemaReaders({
  ide,
  developerRole,
}: Pick<ConfigOf<typeof gatewayConfig>, 'ide' | 'developerRole'>): SchemaReaders {
  return ide === 'auto' ? developerRole : ide === 'on';
}

/** Reads `name=URL` pairs; throws an Error whose message completes "INFRAGRAPH_SUBGRAPH_URLS …" and names the wrong one. */
export function parseSubgraphUrls(pairs: readonly string[]): Map<string, string> {
  const urls = new Map<string, string>();
  for (const pair of pairs) {
    const mark = pair.indexOf('=');
    const url = mark > 0 ? URL.parse(pair.slice(mark + 1)) : null;
    if (!url || !/^https?:$/.test(url.protocol)) {
      throw new Error(
        `must hold name=URL pairs such as compute=http://10.0.0.5:4102/graphql, not "${pair.slice(0, 40)}"`,
      );
    }
    urls.set(pair.slice(0, mark), url.href);
  }
  return urls;
}
