import { sql } from 'kysely';
import { loadConfig } from '../../subgraphs/kernel/config/load.js';
import { faultOf } from '../../subgraphs/kernel/errors/fault.js';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { parseKeyRing, randomKeyRing } from '../../subgraphs/kernel/secrets/key-ring.js';
import { Secrets } from '../../subgraphs/kernel/secrets/secrets.js';
import type { Subgraph } from '../../subgraphs/kernel/subgraph/subgraph.js';
import type { Task } from '../../subgraphs/kernel/tasks/task.js';
import { storageConfig, type StorageConfig } from '../../subgraphs/storage/config.js';
import type { DriverType } from '../../subgraphs/storage/drivers/driver.js';
import type { Storage } from '../../subgraphs/storage/entities/storage.js';
import type { SyncUnit } from '../../subgraphs/storage/entities/sync-unit.js';
import { storageByUuid } from '../../subgraphs/storage/services/find-storages.js';
import { syncUnitsOf } from '../../subgraphs/storage/services/find-sync-units.js';
import type { StorageParts } from '../../subgraphs/storage/services/parts.js';
import { registerStorage, type Registration } from '../../subgraphs/storage/services/register-storage.js';
import { startSync, type SyncWish } from '../../subgraphs/storage/services/start-sync.js';
import { openStorageParts, runStorage } from '../../subgraphs/storage/subgraph.js';
import { TaskHouse } from '../kernel/tasks/task-house.js';
import { silentLog, type EngineKind } from '../support/engines.js';
import { SubgraphClient } from '../support/subgraph-client.js';

/** How a test's storage subgraph differs from a fresh installation. */
export interface StorageHouseOptions {
  readonly kind?: EngineKind;
  readonly config?: Partial<StorageConfig>;
  readonly drivers?: readonly DriverType[];
  /** Whether tasks are worked on; true unless told. */
  readonly work?: boolean;
  /** Key of the secrets as configured; a random one unless told. */
  readonly secretsKey?: string;
}

/** The storage subgraph of a test with the kernel's parts it needs, working, on a database of its own. */
export class StorageHouse extends SubgraphClient {
  private registrations = 0;

  private constructor(
    readonly kernel: TaskHouse,
    readonly parts: StorageParts,
    readonly subgraph: Subgraph,
  ) {
    super(subgraph.name, subgraph.graph);
  }

  static async open(options: StorageHouseOptions = {}): Promise<StorageHouse> {
    return StorageHouse.openOn(await TaskHouse.open(options.kind ?? 'embedded'), options);
  }

  /** The same with kernel parts that are open. */
  static async openOn(kernel: TaskHouse, options: StorageHouseOptions = {}): Promise<StorageHouse> {
    const config = { ...loadConfig(storageConfig, { env: {}, options: {} }), ...options.config };
    const { database, events, hints, tasks } = kernel;
    const parts = await openStorageParts(
      {
        database,
        events,
        hints,
        tasks,
        log: silentLog,
        secrets: new Secrets(
          options.secretsKey === undefined ? randomKeyRing() : parseKeyRing(options.secretsKey),
        ),
        identity: { mode: () => Promise.resolve('open') },
      },
      config,
      options.drivers,
    );
    const subgraph = runStorage(parts);
    await database.migrate();
    await subgraph.start();
    await tasks.start({ work: options.work ?? true });
    return new StorageHouse(kernel, parts, subgraph);
  }

  /** Registers a fake array that answers at once and waits for its first sync. */
  async array(attributes: Readonly<Record<string, string>> = {}): Promise<Storage> {
    const { storage, sync } = await registerStorage(this.parts, this.registration(attributes), openViewer);
    if (sync) await this.kernel.ended(sync.guid, 60_000);
    return this.storage(storage.uuid);
  }

  /** A registration of a fake array at an address of its own. */
  registration(attributes: Readonly<Record<string, string>> = {}): Registration {
    this.registrations += 1;
    return {
      vendor: 'fake_storage',
      model: 'fake_driver',
      access: {
        rest: {
          host: `192.0.2.${this.registrations}`,
          port: 8443,
          username: 'monitor',
          password: 's3cret-rest',
        },
      },
      extraAttributes: { delay: '0', ...attributes },
    };
  }

  /** Syncs a storage to the end. */
  async sync(uuid: string, wish: SyncWish = {}): Promise<Task> {
    const { guid } = await startSync(this.parts, uuid, openViewer, wish);
    return this.kernel.ended(guid, 60_000);
  }

  storage(uuid: string): Promise<Storage> {
    return storageByUuid(this.parts.store.sql, uuid);
  }

  /** How fresh each kind of a storage is, by kind. */
  async units(uuid: string): Promise<ReadonlyMap<SyncUnit['kind'], SyncUnit>> {
    const units = (await syncUnitsOf(this.parts.store.sql, [uuid])).get(uuid) ?? [];
    return new Map(units.map((unit) => [unit.kind, unit]));
  }

  /** All rows of a table of the schema, of one storage if told, in an order of their own. */
  async rows(table: string, uuid?: string): Promise<Record<string, unknown>[]> {
    const where = uuid === undefined ? sql`true` : sql`storage_id = ${uuid}`;
    const { rows } = await sql<Record<string, unknown>>`
      select * from ${sql.table(`storage.${table}`)} t where ${where} order by t::text`.execute(
      this.parts.store.sql,
    );
    return rows;
  }

  async close(): Promise<void> {
    await this.subgraph.stop();
    await this.kernel.close();
  }
}

/** The Delfin error code that work must fail with, and its arguments. */
export async function reasonOf(work: Promise<unknown>): Promise<{ reason: unknown; args: unknown }> {
  try {
    await work;
  } catch (error) {
    const fault = faultOf(error);
    if (!fault) throw error;
    return { reason: fault.extensions['reason'], args: fault.extensions['args'] };
  }
  throw new Error('The work succeeded.');
}
