import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { projectRoot } from '../../bin/project.js';
import { furnishLab } from '../contract/vprotect/lab.js';
import { runExchange, type Exchange, type Scenario } from '../contract/vprotect/run-exchanges.js';
import type { ChildOwner } from '../support/child.js';
import { askWell, type GraphPlace } from '../support/graph-client.js';
import { openProduct, type OpenProduct } from '../support/product.js';
import { waitFor } from '../support/wait-for.js';

/** Tables of the backup subgraph whose rows every tenant may know of (vprotect.md 2.4); all others are a tenant's own. */
const common = new Set([
  'node',
  'destination',
  'hypervisor_manager',
  'hypervisor_cluster',
  'hypervisor_storage',
  'hypervisor',
  'network',
  'flavor',
  'mikro_orm_migrations',
]);

const password = 'they share a password';

/** A house in which one tenant has something of every kind of backups, and an administrator of another tenant looks in. */
export class TenantHouse {
  private constructor(
    readonly product: OpenProduct,
    /** GUIDs by table: what the tenant has. */
    readonly owned: ReadonlyMap<string, readonly string[]>,
    /** What the scenario kept, by name. */
    readonly kept: ReadonlyMap<string, string>,
    /** Somebody who sees every tenant. */
    readonly root: GraphPlace,
    /** The administrator of the other tenant. */
    readonly spy: GraphPlace,
    private readonly ownGuids: Readonly<Record<string, string>>,
  ) {}

  static async open(owner: ChildOwner): Promise<TenantHouse> {
    const product = await openProduct(owner, { settings: { 'backup-rules-per-policy': '10' } });
    await furnishLab(product);
    const kept = new Map<string, string>();
    for (const exchange of recorded('inventory', 'house')) await runExchange(product.url, exchange, kept);
    const place = { url: product.url };
    await account(place, { name: 'root', role: 'ADMIN' });
    const root = { ...place, token: await tokenOf(place, 'root') };
    await account(root, { name: 'spy', role: 'ADMIN', tenantId: 'p-two' });
    const spy = { ...place, token: await tokenOf(place, 'spy') };
    const machine = kept.get('vm') ?? '';
    await giveTo(product, machine, 'p-two');
    const owned = await ownedBy(product, machine);
    return new TenantHouse(product, owned, kept, root, spy, await ownThings(spy, machine, kept));
  }

  /** What the other tenant has of a table, for calls that need one of its own. */
  readonly own = (table: string): string => this.ownGuids[table] ?? crypto.randomUUID();

  /** What the first tenant has of a table, or the platform's id of it. Fails when it has none. */
  readonly foreign = (table: string): string => {
    const kept = { workflow: 'allWorkflow', 'virtual_machine.uuid': 'otherUuid', 'project.uuid': 'tenant' }[
      table
    ];
    return kept === undefined ? this.one(table) : (this.kept.get(kept) ?? '');
  };

  /** Every GUID the tenant has. */
  get secrets(): readonly string[] {
    return [...this.owned.values()].flat();
  }

  private one(table: string): string {
    const guid = this.owned.get(table)?.[0];
    if (guid === undefined) throw new Error(`The tenant has no ${table}.`);
    return guid;
  }

  /** What each of the tenant's rows holds, as digests by GUID. */
  async rows(): Promise<Readonly<Record<string, string>>> {
    const all: Record<string, string> = {};
    for (const [table, guids] of this.owned) {
      const { rows } = await sql<{ guid: string; row: string }>`
        select guid, md5(t::text) as row from ${tableOf(table)} t where guid = any(${[...guids]}::uuid[])`.execute(
        this.product.running.kernel.database.engine.kysely,
      );
      for (const { guid, row } of rows) all[`${table} ${guid}`] = row;
    }
    return all;
  }
}

/** The recorded exchanges of the vProtect API in these files. */
export function recorded(...names: readonly string[]): readonly Exchange[] {
  return names.flatMap((name) => {
    const path = `${projectRoot}/test/contract/vprotect/${name}-exchanges.json`;
    return (JSON.parse(readFileSync(path, 'utf8')) as Scenario[]).flatMap(({ exchanges }) => exchanges);
  });
}

async function account(place: GraphPlace, input: object): Promise<void> {
  await askWell(
    place,
    'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { account { id } } }',
    { input: { ...input, password } },
  );
}

async function tokenOf(place: GraphPlace, name: string): Promise<string> {
  const { login } = await askWell<{ login: { token: string } }>(
    place,
    'mutation ($input: LoginInput!) { login(input: $input) { token } }',
    { input: { name, password } },
  );
  return login.token;
}

/** Makes a machine the tenant's, as an inventory that finds it in another project does. */
async function giveTo({ running }: OpenProduct, machine: string, tenant: string): Promise<void> {
  await sql`
    update backup.virtual_machine set tenant_id = ${tenant}, project_guid = null where guid = ${machine}`.execute(
    running.kernel.database.engine.kysely,
  );
}

/** The other tenant's policy with a rule, schedule and backup of its own machine; GUIDs by table. */
async function ownThings(
  spy: GraphPlace,
  machine: string,
  kept: ReadonlyMap<string, string>,
): Promise<Readonly<Record<string, string>>> {
  const make = async <T>(name: string, input: object, fields: string): Promise<T> => {
    const type = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}Input`;
    const { made } = await askWell<{ made: T }>(
      spy,
      `mutation ($input: ${type}!) { made: ${name}(input: $input) { ${fields} } }`,
      { input },
    );
    return made;
  };
  const destinations = [{ destinationGuid: kept.get('destination'), roleType: 'PRIMARY' }];
  const { policy } = await make<{ policy: { guid: string; rules: { guid: string }[] } }>(
    'createPolicy',
    { name: 'own', vmGuids: [machine], rules: [{ name: 'Default', destinations }] },
    'policy { guid rules { guid } }',
  );
  const { schedule } = await make<{ schedule: { guid: string } }>(
    'createSchedule',
    { name: 'own', hour: 0, active: false },
    'schedule { guid }',
  );
  const { tasks } = await make<{ tasks: { guid: string; backup: { guid: string } }[] }>(
    'exportVirtualMachines',
    { virtualMachineGuids: [machine], backupType: 'FULL' },
    'tasks { guid backup { guid } }',
  );
  const backup = tasks[0]?.backup.guid ?? '';
  await waitFor(
    'the backup of the other tenant',
    async () => {
      const { backup: found } = await askWell<{ backup: { status: string } }>(
        spy,
        'query ($guid: ID!) { backup(guid: $guid) { status } }',
        { guid: backup },
      );
      return found.status === 'SUCCESS';
    },
    { withinMs: 30_000 },
  );
  return {
    virtual_machine: machine,
    policy: policy.guid,
    rule: policy.rules[0]?.guid ?? '',
    schedule: schedule.guid,
    backup,
  };
}

async function ownedBy(
  { running }: OpenProduct,
  except: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const db = running.kernel.database.engine.kysely;
  const { rows: tables } = await sql<{ table_name: string; of_machine: boolean }>`
    select c.table_name, exists (
      select from information_schema.columns m
      where m.table_schema = 'backup' and m.table_name = c.table_name and m.column_name = 'vm_guid') as of_machine
    from information_schema.columns c
    where c.table_schema = 'backup' and c.column_name = 'guid' order by c.table_name`.execute(db);
  const owned = new Map<string, readonly string[]>();
  for (const { table_name: name, of_machine } of [{ table_name: 'task', of_machine: false }, ...tables]) {
    if (common.has(name)) continue;
    const ofOther = of_machine ? sql`t.vm_guid is distinct from ${except}::uuid` : sql`t.guid <> ${except}`;
    const own = name === 'task' ? sql`t.tenant_id is not null` : ofOther;
    const { rows } = await sql<{ guid: string }>`
      select guid from ${tableOf(name)} t where ${own} order by guid`.execute(db);
    owned.set(
      name,
      rows.map(({ guid }) => guid),
    );
  }
  return owned;
}

function tableOf(name: string) {
  return sql.table(name === 'task' ? 'kernel.task' : `backup.${name}`);
}
