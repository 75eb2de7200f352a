import type { Log } from '../../kernel/log/log.js';
import { limitedCall } from '../../kernel/server/limited-call.js';
import { deviceLimit } from './device-limit.js';
import { storageFault } from '../services/storage-fault.js';
import type { Access, AccessKind, DeviceTls, DriverType, StorageDriver } from './driver.js';
import { GuardedDriver } from './guarded-driver.js';
import { driverFaultOf } from './redact.js';
import { driverName } from './registry.js';

/** How to reach one storage, with passwords in the clear: never logged, stored or shown. */
export interface AccessRecord {
  readonly storageId: string;
  readonly vendor: string;
  readonly model: string;
  readonly access: Readonly<Partial<Record<AccessKind, Access>>>;
  readonly extraAttributes: Readonly<Record<string, unknown>>;
  readonly tls: DeviceTls;
  /** Changes whenever anything above does. */
  readonly version: string;
}

/** What the drivers need. */
export interface DriversOptions {
  readonly types: readonly DriverType[];
  /** How to reach a storage now; throws when it is not registered. */
  readonly load: (storageId: string) => Promise<AccessRecord>;
  readonly addressesOf: (host: string) => Promise<readonly string[]>;
  /** How long a login may take. */
  readonly timeoutMs: number;
  readonly log: Log;
}

interface Session {
  readonly version: string;
  readonly driver: Promise<StorageDriver>;
}

/**
 * The sessions of this process: exactly one per storage, opened when first needed, opened anew when the
 * access info has changed, closed when the storage is deleted.
 */
export class Drivers {
  private readonly sessions = new Map<string, Session>();
  private readonly types: ReadonlyMap<string, DriverType>;
  private readonly ending = new AbortController();

  constructor(private readonly options: DriversOptions) {
    this.types = new Map(options.types.map((type) => [driverName(type.vendor, type.model), type]));
  }

  /** The kind of array that is registered with these exact words; undefined when there is no driver for it. */
  type(vendor: string, model: string): DriverType | undefined {
    return this.types.get(driverName(vendor, model));
  }

  /**
   * The session of a storage. Throws StorageNotFound, or the DriverFault of the login. A caller whose signal
   * ends leaves; the login goes on for the others.
   */
  async of(storageId: string, signal?: AbortSignal): Promise<StorageDriver> {
    const record = await this.options.load(storageId);
    const held = this.sessions.get(storageId);
    if (held && held.version !== record.version) await this.close(storageId);
    const driver =
      this.sessions.get(storageId)?.driver ?? this.keep(record, this.open(record, this.ending.signal));
    // Everybody who waited may have left.
    driver.catch(() => undefined);
    return limitedCall(deviceLimit(this.options.timeoutMs, 'ConnectTimeout'), signal, () => driver);
  }

  /** Opens a session that nobody else gets; the caller closes it, or hands it over with `adopt`. Throws a DriverFault. */
  async open(record: AccessRecord, signal?: AbortSignal): Promise<StorageDriver> {
    const type = this.type(record.vendor, record.model);
    if (!type) throw storageFault('StorageDriverNotFound', [driverName(record.vendor, record.model)]);
    const { addressesOf, timeoutMs } = this.options;
    const { storageId, access, extraAttributes, tls } = record;
    const secrets = Object.values(access).flatMap(({ password }) => password ?? []);
    if (type.connects) for (const { host } of Object.values(access)) await addressesOf(host);
    const options = { storageId, access, extraAttributes, tls, addressesOf };
    try {
      const driver = await limitedCall(deviceLimit(timeoutMs, 'ConnectTimeout'), signal, async (limited) => {
        const opened = await type.open(options, limited);
        if (limited.aborted) await this.end(opened, storageId);
        return opened;
      });
      return new GuardedDriver(driver, timeoutMs, secrets);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw driverFaultOf(error, secrets);
    }
  }

  /** Makes an open session the storage's own. */
  async adopt(record: AccessRecord, driver: StorageDriver): Promise<void> {
    await this.close(record.storageId);
    await this.keep(record, Promise.resolve(driver));
  }

  /** Ends the session of a storage, if there is one. Never throws. */
  async close(storageId: string): Promise<void> {
    const session = this.sessions.get(storageId);
    this.sessions.delete(storageId);
    const driver = await session?.driver.catch(() => undefined);
    if (driver) await this.end(driver, storageId);
  }

  /** Whether the process is ending, so that a call that fails says nothing about its array. */
  get hasStopped(): boolean {
    return this.ending.signal.aborted;
  }

  /** Ends all sessions; none stays open any more. */
  async stop(): Promise<void> {
    this.ending.abort(new DOMException('The process is ending.', 'AbortError'));
    await Promise.all([...this.sessions.keys()].map((storageId) => this.close(storageId)));
  }

  private async keep(record: AccessRecord, driver: Promise<StorageDriver>): Promise<StorageDriver> {
    const { storageId, version } = record;
    const session: Session = { version, driver };
    this.sessions.set(storageId, session);
    try {
      return await driver;
    } catch (error) {
      if (this.sessions.get(storageId) === session) this.sessions.delete(storageId);
      throw error;
    } finally {
      if (this.hasStopped) await this.close(storageId);
    }
  }

  private async end(driver: StorageDriver, storageId: string): Promise<void> {
    try {
      await driver.close();
    } catch (err) {
      this.options.log.warn({ err, storage: storageId }, 'A session with a storage could not be closed');
    }
  }
}
