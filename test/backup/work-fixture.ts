import { sql } from 'kysely';
import type { Store } from '../../subgraphs/kernel/database/store.js';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import type { Task } from '../../subgraphs/kernel/tasks/task.js';
import { requestExport, type ExportWish } from '../../subgraphs/backup/services/request-export.js';
import type { WorkFunction, WorkFunctions } from '../../subgraphs/backup/services/work-contract.js';
import { workKinds } from '../../subgraphs/backup/services/work-kinds.js';
import type { BackupHouse } from './backup-house.js';

/** Rows that requests are about. */
export class WorkFixture {
  private constructor(
    private readonly house: BackupHouse,
    readonly managerGuid: string,
    readonly destinationGuid: string,
  ) {}

  /** A hypervisor manager and a default destination. */
  static async on(house: BackupHouse): Promise<WorkFixture> {
    const { store } = house.parts;
    const managerGuid = await one(
      store,
      sql`insert into backup.hypervisor_manager (name, driver, type, url, sync_interval_ms)
        values (${crypto.randomUUID()}, 'simulated', 'OPENSTACK', 'simulated:', 0) returning guid`,
    );
    const destinationGuid = await one(
      store,
      sql`insert into backup.destination (name, type, path, is_default)
        values (${crypto.randomUUID()}, 'FILESYSTEM', '/nowhere', not exists (select from backup.destination where is_default)) returning guid`,
    );
    return new WorkFixture(house, managerGuid, destinationGuid);
  }

  /** Machines, present and of a tenant if told; their GUIDs in order. */
  async machines(count: number, rest: { tenantId?: string; present?: boolean } = {}): Promise<string[]> {
    const { tenantId = null, present = true } = rest;
    const { rows } = await sql<{ guid: string }>`
      insert into backup.virtual_machine (manager_guid, uuid, name, tenant_id, present)
      select ${this.managerGuid}, gen_random_uuid(), 'vm-' || i, ${tenantId}, ${present} from generate_series(1, ${count}::int) i returning guid`.execute(
      this.house.parts.store.sql,
    );
    return rows.map(({ guid }) => guid);
  }

  async machine(rest: { tenantId?: string; present?: boolean } = {}): Promise<string> {
    const [guid] = await this.machines(1, rest);
    if (guid === undefined) throw new Error('No machine was made.');
    return guid;
  }

  /** A policy with one rule that stores in the fixture's destination; machines may be put into it. */
  async rule(
    machines: readonly string[] = [],
    rest: { priority?: number; tenantId?: string; destinationGuid?: string } = {},
  ): Promise<{ policyGuid: string; ruleGuid: string }> {
    const { priority = 50, tenantId = null, destinationGuid = this.destinationGuid } = rest;
    const { store } = this.house.parts;
    const policyGuid = await one(
      store,
      sql`insert into backup.policy (kind, name, priority, tenant_id) values ('VM_BACKUP', ${crypto.randomUUID()}, ${priority}, ${tenantId}) returning guid`,
    );
    const ruleGuid = await one(
      store,
      sql`insert into backup.rule (policy_guid, name, position) values (${policyGuid}, 'Default', 0) returning guid`,
    );
    await sql`insert into backup.rule_destination (rule_guid, destination_guid, role_type) values (${ruleGuid}, ${destinationGuid}, 'PRIMARY')`.execute(
      store.sql,
    );
    await sql`update backup.virtual_machine set policy_guid = ${policyGuid} where guid = any(${[...machines]}::uuid[])`.execute(
      store.sql,
    );
    return { policyGuid, ruleGuid };
  }

  /** Asks for an export as the scheduler does, with everything resolved. */
  async export(vmGuid: string, rest: Partial<ExportWish> = {}): Promise<Task> {
    const [task] = await this.exports([vmGuid], rest);
    if (!task) throw new Error('No task was made.');
    return task;
  }

  async exports(vmGuids: readonly string[], rest: Partial<ExportWish> = {}): Promise<Task[]> {
    const wishes = vmGuids.map((guid) => ({
      machine: { guid, name: 'vm', tenantId: null, managerGuid: this.managerGuid, hypervisorGuid: null },
      backupType: 'FULL' as const,
      destinationGuid: this.destinationGuid,
      origin: { type: 'USER' as const, name: 'anna' },
      ...rest,
    }));
    const { parts } = this.house;
    const made = await parts.store.transaction((tx) => requestExport(parts, tx, wishes));
    return made.map(({ task }) => task);
  }

  /** Rows of a table of the schema. */
  async rows(table: string, where = sql<boolean>`true`): Promise<Record<string, unknown>[]> {
    const { rows } = await sql<Record<string, unknown>>`
      select * from ${sql.table(`backup.${table}`)} t where ${where}`.execute(this.house.parts.store.sql);
    return rows;
  }

  /** The one row of a table with this GUID. */
  async row(table: string, guid: string): Promise<Record<string, unknown>> {
    const [row] = await this.rows(table, sql<boolean>`t.guid = ${guid}`);
    if (!row) throw new Error(`There is no ${table} ${guid}.`);
    return row;
  }

  /** The tasks of a chain in the order of their creation, once all of them have ended. */
  async chain(workflow: string): Promise<Task[]> {
    for (;;) {
      const tasks = await this.tasksOf(workflow);
      const open = tasks.find(({ finishedAt }) => finishedAt === null);
      if (!open) return tasks;
      await this.house.kernel.ended(open.guid, 15_000);
    }
  }

  async tasksOf(workflow: string): Promise<Task[]> {
    const page = await this.house.parts.tasks.page(
      openViewer,
      { workflow },
      { first: 100 },
      { by: 'createdAt', descending: false },
    );
    return [...page.nodes];
  }
}

/** Work functions for every kind of work: each does nothing, save those given. */
export function workDoing(functions: WorkFunctions): WorkFunctions {
  const nothing: WorkFunction = () => Promise.resolve(undefined);
  return { ...Object.fromEntries(Object.keys(workKinds).map((type) => [type, nothing])), ...functions };
}

/** The chain as people would tell it: each task's kind and end. */
export function told(tasks: readonly Task[]): string[] {
  return tasks.map(({ type, state }) => `${type.split('.').at(-1)} ${state}`);
}

async function one(store: Store, statement: ReturnType<typeof sql>): Promise<string> {
  const { rows } = await (statement as ReturnType<typeof sql<{ guid: string }>>).execute(store.sql);
  const guid = rows[0]?.guid;
  if (guid === undefined) throw new Error('Nothing was inserted.');
  return guid;
}
