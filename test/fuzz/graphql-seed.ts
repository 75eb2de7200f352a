import type { SeededIds } from './graphql-known.js';

/** Asks the product something that must succeed; gives the data. */
export type Ask = (query: string, input?: object) => Promise<Record<string, unknown>>;

const password = 'a long enough password';
const backup = {
  container: 'vault',
  host_name: 'db1.example.org',
  backup_name: 'orders',
  timestamp: 1700000000,
  level: 0,
};

const client = { client_id: 'p-1_db1.example.org', hostname: 'db1.example.org' };

/** Puts a little of everything into the product, so that what is fuzzed has something to meet. */
export async function seed(ask: Ask): Promise<SeededIds> {
  for (const [name, role] of [
    ['ann', 'VIEWER'],
    ['bob', 'ADMIN'],
    ['eve', 'OPERATOR'],
  ])
    await ask('mutation ($input: CreateAccountInput!) { createAccount(input: $input) { account { id } } }', {
      name,
      password,
      role,
    });
  await ask('mutation ($input: LoginInput!) { login(input: $input) { token } }', { name: 'ann', password });
  await ask('mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { secret } }', {
    name: 'spare',
  });
  await startNode(ask);
  await refill(ask);
  const data = await ask(`{
    accounts { nodes { id name } } apiTokens { nodes { id name } } loginSessions { nodes { id account { name } } }
    clouds { id } computeNodes { nodes { id } } assignments(cloud: "default") { nodes { id } }
    tasks { nodes { id guid } } backupRecords { nodes { id } } backupClients { nodes { id } } auditLog { nodes { id } }
  }`);
  const found = Object.values(data).flatMap((list) => nodesOf(list).filter((node) => !isOurs(node)));
  return { ids: found.map(({ id }) => id), guids: found.flatMap(({ guid }) => guid ?? []) };
}

/** Two machines, a backup record and a client; what is there already stays. */
export async function refill(ask: Ask): Promise<void> {
  const { cloud } = await ask('{ cloud { nodes(refresh: true) { totalCount } } }');
  for (let count = (cloud as { nodes: { totalCount: number } }).nodes.totalCount; count < 2; count++)
    await startNode(ask);
  const { backupRecords, backupClients } = (await ask(`{
    backupRecords(filter: { hostName: "db1.example.org" }) { totalCount }
    backupClients(filter: { hostName: "db1.example.org" }) { totalCount }
  }`)) as Record<string, { totalCount: number }>;
  if (backupRecords?.totalCount === 0)
    await ask(
      'mutation ($input: CreateBackupRecordInput!) { createBackupRecord(input: $input) { record { id } } }',
      { metadata: backup },
    );
  if (backupClients?.totalCount === 0)
    await ask(
      'mutation ($input: CreateBackupClientInput!) { createBackupClient(input: $input) { client { id } } }',
      { metadata: client },
    );
}

async function startNode(ask: Ask): Promise<void> {
  await ask(
    'mutation ($input: StartComputeNodeInput!) { startComputeNode(input: $input) { task { guid } } }',
    {
      name: 'n',
      imageId: '1',
      sizeId: '1',
      wait: true,
    },
  );
}

interface Found {
  readonly id: string;
  readonly name?: string;
  readonly guid?: string;
  readonly account?: { readonly name: string };
}

function nodesOf(list: unknown): readonly Found[] {
  return Array.isArray(list) ? (list as Found[]) : (list as { readonly nodes: readonly Found[] }).nodes;
}

/** What the fuzzer itself needs must not be known to it. */
function isOurs({ name, account }: Found): boolean {
  return [name, account?.name].some((text) => text?.startsWith('fuzz') ?? false);
}
