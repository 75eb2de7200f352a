import { sql } from 'kysely';
import { backupSettings } from '../../subgraphs/backup/config.js';
import type { BackupParts } from '../../subgraphs/backup/services/parts.js';
import { registerWork } from '../../subgraphs/backup/services/register-work.js';
import { backupGraph, openBackupParts } from '../../subgraphs/backup/subgraph.js';
import { loadConfig } from '../../subgraphs/kernel/config/load.js';
import { anonymous, openViewer, type Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { parseKeyRing, randomKeyRing } from '../../subgraphs/kernel/secrets/key-ring.js';
import { Secrets } from '../../subgraphs/kernel/secrets/secrets.js';
import { federatedGraph } from '../../subgraphs/kernel/subgraph/federated-schema.js';
import { TaskHouse } from '../kernel/tasks/task-house.js';
import { silentLog, type EngineKind } from '../support/engines.js';
import { SubgraphClient } from '../support/subgraph-client.js';

/** What a test of policies may set. */
export interface PolicyHouseOptions {
  readonly rulesPerPolicy?: number;
  readonly secretsKey?: string;
}

/** A machine as a test needs it. */
export interface SeededMachine {
  readonly name: string;
  readonly tenantId?: string | null;
  readonly present?: boolean;
  readonly tags?: readonly string[];
}

/** The graph of schedules and policies on a database of its own. Its clock stands until the test moves it; nothing works. */
export class PolicyHouse extends SubgraphClient {
  /** What time it is, in milliseconds. */
  now = Date.UTC(2026, 0, 1);

  private constructor(
    readonly kernel: TaskHouse,
    readonly parts: BackupParts,
    readonly manager: string,
    readonly destination: string,
  ) {
    super('backup', federatedGraph(backupGraph(parts)));
  }

  static async open(kind: EngineKind, options: PolicyHouseOptions = {}): Promise<PolicyHouse> {
    return PolicyHouse.openOn(await TaskHouse.open(kind), options);
  }

  /** On kernel parts that are open; `first` is another house on the same database. */
  static async openOn(
    kernel: TaskHouse,
    options: PolicyHouseOptions,
    first?: PolicyHouse,
  ): Promise<PolicyHouse> {
    const { database, events, hints, tasks } = kernel;
    const { secretsKey, ...settings } = options;
    const secrets = new Secrets(secretsKey === undefined ? randomKeyRing() : parseKeyRing(secretsKey));
    const config = { ...loadConfig(backupSettings, { env: {}, options: {} }), ...settings };
    const identity = { mode: () => Promise.resolve('open' as const) };
    const opened = await openBackupParts(
      { database, events, hints, tasks, log: silentLog, secrets, identity },
      config,
    );
    const parts = { ...opened, clock: () => house.now };
    registerWork(parts, {
      EXPORT: nothing,
      STORE: nothing,
      SNAPSHOT: nothing,
      OLD_BACKUPS_REMOVAL: nothing,
      OLD_SNAPSHOTS_REMOVAL: nothing,
    });
    await database.migrate();
    await tasks.start({ work: false });
    const place = first ?? (await seedPlace(parts));
    const house = new PolicyHouse(kernel, parts, place.manager, place.destination);
    return house;
  }

  /** Puts machines into the inventory; their GUIDs in order. */
  async machines(machines: readonly SeededMachine[]): Promise<string[]> {
    const rows = machines.map((machine) => ({
      guid: crypto.randomUUID(),
      uuid: crypto.randomUUID(),
      name: machine.name,
      present: machine.present ?? true,
      tenant_id: machine.tenantId ?? null,
      tags: machine.tags ?? [],
    }));
    await sql`
      insert into backup.virtual_machine (guid, manager_guid, uuid, name, present, tenant_id, tags)
      select guid, ${this.manager}::uuid, uuid, name, present, tenant_id, tags
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) v (guid uuid, uuid text, name text, present boolean, tenant_id text, tags text[])`.execute(
      this.parts.store.sql,
    );
    return rows.map(({ guid }) => guid);
  }

  override data<T = Answer>(
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    viewer?: Viewer,
  ): Promise<T> {
    return super.data<T>(query, variables, viewer);
  }

  /** The reason, field or code an operation must fail with. */
  async reason(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
    viewer: Viewer = openViewer,
  ): Promise<string> {
    const { errors } = await this.execute(query, variables, viewer);
    const { reason, field, code } = errors?.[0]?.extensions ?? {};
    const told = field === undefined ? [reason ?? code] : [reason, field];
    return told.map(String).join(' ');
  }

  /** Runs a mutation whose one field answers under `made`. */
  async make(name: string, input: object, fields: string, viewer: Viewer = openViewer): Promise<Answer> {
    const { made } = await this.data(mutation(name, fields), { input }, viewer);
    return made as Answer;
  }

  /** The reason a mutation must fail with. */
  refused(name: string, input: object, viewer: Viewer = openViewer): Promise<string> {
    return this.reason(mutation(name, '__typename'), { input }, viewer);
  }

  /** Rows of a statement. */
  async rows<R>(statement: ReturnType<typeof sql<R>>): Promise<R[]> {
    return (await statement.execute(this.parts.store.sql)).rows;
  }

  close(): Promise<void> {
    return this.kernel.close();
  }
}

/** Work that is never begun. */
const nothing = (): Promise<undefined> => Promise.resolve(undefined);

/** What came back. */
// oxlint-disable-next-line typescript/no-explicit-any -- answers of any operation
export type Answer = Record<string, any>;

/** Somebody confined to a tenant. */
export function tenantViewer(tenantId: string): Viewer {
  return { ...anonymous, kind: 'dialect', role: 'operator', userId: tenantId, tenantId };
}

function mutation(name: string, fields: string): string {
  const type = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}Input`;
  return `mutation ($input: ${type}!) { made: ${name}(input: $input) { ${fields} } }`;
}

async function seedPlace({ store }: BackupParts): Promise<{ manager: string; destination: string }> {
  const manager = await sql<{ guid: string }>`
    insert into backup.hypervisor_manager (name, driver, type, url, sync_interval_ms)
    values ('lab', 'simulated', 'OPENSTACK', 'simulated:', 0) returning guid`.execute(store.sql);
  const destination = await sql<{ guid: string }>`
    insert into backup.destination (name, type, path) values ('vault', 'FILESYSTEM', '/vault') returning guid`.execute(
    store.sql,
  );
  return { manager: manager.rows[0]?.guid ?? '', destination: destination.rows[0]?.guid ?? '' };
}
