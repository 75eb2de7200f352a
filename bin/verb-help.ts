/** What the help of a verb tells besides its options. */
export interface VerbHelp {
  /** Commands as people type them, without the program's name. */
  readonly examples: readonly string[];
  /** What its exit codes mean where that is more than the usual. */
  readonly exitCodes?: Readonly<Record<number, string>>;
}

const usual: Readonly<Record<number, string>> = {
  0: 'done',
  1: 'failed; the reason is on standard error',
  2: 'wrong usage or configuration; nothing was begun',
};

const server: Readonly<Record<number, string>> = { 0: 'stopped by a signal, with all it had begun ended' };

const helps: Readonly<Record<string, VerbHelp>> = {
  serve: {
    examples: [
      'serve',
      'serve --port 4100 --data-dir /var/lib/infragraph',
      'serve --workers 4 --log-level info',
    ],
    exitCodes: server,
  },
  gateway: {
    examples: [
      'gateway --subgraph-urls compute=http://10.0.0.5:4102/graphql',
      'gateway --supergraph supergraph.graphql',
    ],
    exitCodes: server,
  },
  subgraph: { examples: ['subgraph storage --port 4101'], exitCodes: server },
  worker: { examples: ['worker --node vault-1', 'worker --task-concurrency 8'], exitCodes: server },
  migrate: { examples: ['migrate', 'migrate --database-url postgres://infragraph@db/infragraph'] },
  schema: { examples: ['schema print', 'schema print supergraph', 'schema print compute'] },
  compose: {
    examples: ['compose inventory=inventory.graphql', 'compose --alone a=a.graphql'],
    exitCodes: { 1: 'the schemas do not fit together; each reason is on standard error' },
  },
  account: { examples: ['account create ann', 'account create ben --role viewer --tenant north'] },
  token: {
    examples: ['token create ann', 'token create ann --scopes compute:read,storage:read --expires 90d'],
  },
  import: {
    examples: [
      'import delfin --database delfin.db',
      'import delfin --database delfin.db --apply --prefer delfin',
    ],
    exitCodes: { 1: 'something could not be taken over; the report says what' },
  },
  secrets: {
    examples: ['secrets rotate --dry-run', 'secrets rotate --new-key', 'secrets rotate --json'],
    exitCodes: { 1: 'a text could not be decrypted; the report names its row' },
  },
  subscribe: {
    examples: [
      'subscribe \'subscription { nodeEvents(cloud: "default") { kind } }\' --count 1',
      'subscribe \'subscription ($guid: ID!) { taskEvents(guid: $guid) { kind } }\' --variables \'{"guid":"…"}\'',
    ],
  },
  tail: {
    examples: [
      'tail tasks',
      'tail tasks --filter type=backup.vm.export+backup.vm.store,tenant=lab',
      'tail alerts --filter severity=critical --count 1',
    ],
  },
  demo: { examples: ['demo remove'], exitCodes: { 1: 'the server could not be reached, or refused' } },
  'check-config': { examples: ['check-config', 'check-config --log-level debug'] },
  emit: { examples: ['emit', 'emit --check'], exitCodes: { 1: 'with --check: a file is out of date' } },
  completion: {
    examples: ['completion bash > /etc/bash_completion.d/infragraph', 'completion fish | source'],
  },
};

/** What stands behind the options in the help of a verb. */
export function helpTail(verb: string): string {
  const { examples = [], exitCodes = {} } = helps[verb] ?? {};
  const codes = { ...usual, ...exitCodes };
  return [
    ...(examples.length > 0 ? ['', 'Examples:'] : []),
    ...examples.map((example) => `  infragraph ${example}`),
    '',
    'Exit codes:',
    ...Object.entries(codes).map(([code, meaning]) => `  ${code}  ${meaning}`),
  ].join('\n');
}
