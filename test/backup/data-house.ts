import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'kysely';
import { destinationTypes } from '../../subgraphs/backup/destinations/registry.js';
import type { HypervisorDriver } from '../../subgraphs/backup/drivers/driver.js';
import { simulatedDriver } from '../../subgraphs/backup/drivers/simulated/simulated-driver.js';
import type { DataParts } from '../../subgraphs/backup/services/data-parts.js';
import { openDestination } from '../../subgraphs/backup/services/open-destination.js';
import type {
  WorkFacts,
  WorkFunction,
  WorkInput,
  WorkResult,
} from '../../subgraphs/backup/services/work-contract.js';
import type { Store, Tx } from '../../subgraphs/kernel/database/store.js';
import type { TaskProgress, TaskRun } from '../../subgraphs/kernel/tasks/contract.js';
import { silentLog, type EngineKind } from '../support/engines.js';
import { BackupHouse } from './backup-house.js';

/** Facts of nothing. */
export const noFacts: WorkFacts = {
  taskGuid: '',
  type: 'EXPORT',
  workflow: '',
  vmGuid: null,
  vmName: null,
  dstVmGuid: null,
  dstVmName: null,
  backupGuid: null,
  backupType: null,
  destinationGuid: null,
  hypervisorGuid: null,
  managerGuid: null,
  nodeGuid: null,
  scheduleGuid: null,
  ruleGuid: null,
  policyGuid: null,
  restoreJobGuid: null,
  restoreType: null,
  mountedBackupGuid: null,
  powerOnAfterRestore: null,
  originType: null,
  originGuid: null,
  originName: null,
  retriesLeft: 0,
};

/** A run of work as the engine would give it, without the engine. */
export class FakeRun implements TaskRun<WorkInput> {
  readonly attempt = 1;
  /** The node it runs on. */
  place: string | undefined;
  readonly told: TaskProgress[] = [];
  readonly steps: string[] = [];
  readonly aborter = new AbortController();

  checkpoint: Readonly<Record<string, unknown>> | undefined;

  constructor(
    readonly input: WorkInput = {},
    readonly guid: string = crypto.randomUUID(),
    checkpoint?: Readonly<Record<string, unknown>>,
  ) {
    this.checkpoint = checkpoint;
  }

  get signal(): AbortSignal {
    return this.aborter.signal;
  }

  progress(progress: TaskProgress): Promise<void> {
    this.told.push(progress);
    return Promise.resolve();
  }

  step(name: string): Promise<void> {
    this.steps.push(name);
    return Promise.resolve();
  }

  transaction<T, R>(store: Store<T>, work: (tx: Tx<T>) => Promise<R>): Promise<R> {
    return store.transaction(work);
  }

  save<T>(_tx: Tx<T>, checkpoint: Readonly<Record<string, unknown>>): Promise<void> {
    this.checkpoint = JSON.parse(JSON.stringify(checkpoint)) as Readonly<Record<string, unknown>>;
    return Promise.resolve();
  }
}

/** One simulated machine with two disks, a destination, and the work functions on a database of its own. */
export class DataHouse {
  readonly machine = { guid: crypto.randomUUID(), uuid: '', name: '' };
  readonly disks: { uuid: string; size: number }[] = [];
  readonly destination = crypto.randomUUID();

  private constructor(
    readonly house: BackupHouse,
    readonly root: string,
    readonly manager: string,
    readonly driver: HypervisorDriver,
    readonly parts: DataParts,
  ) {}

  static async open(kind: EngineKind, root: string): Promise<DataHouse> {
    const house = await BackupHouse.open({ kind, work: false });
    const manager = crypto.randomUUID();
    const driver = simulatedDriver.open({
      managerGuid: manager,
      url: 'simulated:',
      settings: simulatedDriver.settings.parse({
        machines: 2,
        disks: 2,
        diskSize: 3_500_000,
        filled: 2_000_000,
      }),
      secret: {},
      folder: join(root, 'simulated'),
      addressesOf: () => Promise.resolve([]),
    });
    const { store, events, hooks } = house.parts;
    const made = new DataHouse(house, root, manager, driver, {
      store,
      events,
      hooks,
      log: silentLog,
      drivers: { of: () => Promise.resolve(driver) },
      destinationTypes,
      stagingDir: join(root, 'staging'),
      restoreDir: join(root, 'restored'),
    });
    await made.fill();
    return made;
  }

  get sql(): DataParts['store']['sql'] {
    return this.parts.store.sql;
  }

  /** Runs a work function as a task of its own would. */
  run(
    work: (parts: DataParts) => WorkFunction,
    facts: Partial<WorkFacts>,
    run: FakeRun = new FakeRun(),
    parts: DataParts = this.parts,
  ): Promise<WorkResult | undefined> {
    return work(parts)(run, { ...noFacts, ...facts, taskGuid: run.guid });
  }

  /** Asks for a backup: its row and its places. */
  async backup(
    type: 'FULL' | 'INCREMENTAL',
    destinations: readonly string[] = [this.destination],
  ): Promise<string> {
    const guid = crypto.randomUUID();
    await sql`
      insert into backup.backup (guid, vm_guid, vm_name, workflow, origin_type, requested_type, type, status, snapshot_time, backup_time)
      values (${guid}, ${this.machine.guid}, ${this.machine.name}, ${crypto.randomUUID()}, 'USER', ${type}, ${type}, 'INPROGRESS', now(), now())`.execute(
      this.sql,
    );
    for (const [i, destination] of destinations.entries())
      await sql`insert into backup.backup_location (backup_guid, destination_guid, role_type, status)
        values (${guid}, ${destination}, ${i === 0 ? 'PRIMARY' : 'SECONDARY'}, 'IN_PROGRESS')`.execute(
        this.sql,
      );
    return guid;
  }

  /** Ends a backup as the end of its STORE would. */
  async succeed(guid: string): Promise<void> {
    await sql`update backup.backup set status = 'SUCCESS' where guid = ${guid}`.execute(this.sql);
  }

  /** A further destination. */
  async addDestination(name: string, capacity?: number): Promise<string> {
    const guid = crypto.randomUUID();
    await sql`insert into backup.destination (guid, name, type, path, capacity)
      values (${guid}, ${name}, 'FILESYSTEM', ${join(this.root, name)}, ${capacity ?? null})`.execute(
      this.sql,
    );
    await (await openDestination(this.sql, this.parts, guid)).initialise();
    return guid;
  }

  /** Writes on a disk of the machine. */
  async write(disk: number, offset: number, data: Uint8Array): Promise<void> {
    const uuid = this.disks[disk]?.uuid ?? '';
    async function* chunks() {
      yield { offset, data };
    }
    await this.driver.writeDisk(this.machine.uuid, uuid, chunks(), AbortSignal.timeout(10_000));
  }

  /** SHA-256 of each disk of a machine as it is now. */
  async contents(
    uuid: string = this.machine.uuid,
    disks: readonly { uuid: string; size: number }[] = this.disks,
  ): Promise<string[]> {
    const signal = AbortSignal.timeout(10_000);
    const machine = { uuid, name: '' };
    const { id } = await this.driver.createSnapshot(
      machine,
      { name: crypto.randomUUID(), quiesce: false },
      signal,
    );
    const sums: string[] = [];
    for (const disk of disks) {
      const all = Buffer.alloc(disk.size);
      for await (const { offset, data } of this.driver.readDisk(machine, disk, id, undefined, signal))
        all.set(data, offset);
      sums.push(createHash('sha256').update(all).digest('hex'));
    }
    await this.driver.removeSnapshot(machine, id, signal);
    return sums;
  }

  async one<T>(query: ReturnType<typeof sql<T>>): Promise<T> {
    const { rows } = await query.execute(this.sql);
    if (rows.length !== 1) throw new Error(`${rows.length} rows`);
    return rows[0] as T;
  }

  /** Gives the machine a policy with an active schedule that makes incrementals. */
  async schedule(): Promise<void> {
    await sql`
      with p as (insert into backup.policy (kind, name) values ('VM_BACKUP', 'gold') returning guid),
      r as (insert into backup.rule (policy_guid, name, position) select guid, 'Default', 0 from p returning guid),
      s as (insert into backup.schedule (name, type, backup_type, execution_type, window_ms) values ('hourly', 'VM_BACKUP', 'INCREMENTAL', 'TIME', 0) returning guid),
      rs as (insert into backup.rule_schedule (rule_guid, schedule_guid) select r.guid, s.guid from r, s)
      update backup.virtual_machine set policy_guid = (select guid from p) where guid = ${this.machine.guid}`.execute(
      this.sql,
    );
  }

  async close(): Promise<void> {
    await this.driver.close();
    await this.house.close();
  }

  private async fill(): Promise<void> {
    const { machines = [] } = await this.driver.inventory(AbortSignal.timeout(10_000));
    const [first] = machines;
    if (!first) throw new Error('The fleet is empty.');
    Object.assign(this.machine, { uuid: first.uuid, name: first.name });
    await sql`insert into backup.hypervisor_manager (guid, name, driver, type, url, sync_interval_ms)
      values (${this.manager}, 'sim', 'simulated', 'OPENSTACK', 'simulated:', 0)`.execute(this.sql);
    await sql`insert into backup.virtual_machine (guid, manager_guid, uuid, name, addresses)
      values (${this.machine.guid}, ${this.manager}, ${first.uuid}, ${first.name}, '{}')`.execute(this.sql);
    for (const [i, { uuid, name, size }] of (first.disks ?? []).entries()) {
      this.disks.push({ uuid, size });
      await sql`insert into backup.virtual_disk (vm_guid, uuid, name, position, type, size)
        values (${this.machine.guid}, ${uuid}, ${name}, ${i}, 'raw', ${size})`.execute(this.sql);
    }
    await sql`insert into backup.destination (guid, name, type, path)
      values (${this.destination}, 'vault', 'FILESYSTEM', ${join(this.root, 'vault')})`.execute(this.sql);
    await (await openDestination(this.sql, this.parts, this.destination)).initialise();
  }
}
