import { sql } from 'kysely';
import type { Store } from '../../kernel/database/store.js';
import type { Log } from '../../kernel/log/log.js';
import type { Secrets } from '../../kernel/secrets/secrets.js';
import type { TrapSource } from '../snmp/trap-source.js';
import { alertSourceSelection, trapSourceOf, type AlertSourceRow } from './alert-source-row.js';

/** What the receiver must know of a storage. */
export interface TrapStorage {
  readonly id: string;
  readonly name: string | null;
  readonly serialNumber: string | null;
  /** As the device tells them. */
  readonly vendor: string | null;
  readonly model: string | null;
  /** As it is registered. */
  readonly driverVendor: string;
  readonly driverModel: string;
}

interface StorageOfTraps extends AlertSourceRow {
  readonly name: string | null;
  readonly serial_number: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly driver_vendor: string;
  readonly driver_model: string;
}

/** Everything traps are told apart by, as it was when read: sources, their storages, and controllers' addresses. */
export class TrapDirectory {
  private constructor(
    readonly sources: readonly TrapSource[],
    private readonly storages: ReadonlyMap<string, TrapStorage>,
    private readonly controllers: ReadonlyMap<string, string>,
  ) {}

  /** A directory of nothing. */
  static readonly empty = new TrapDirectory([], new Map(), new Map());

  /** Reads it. A source whose secrets cannot be decrypted is left out, with a word in the log. */
  static async read(store: Store, secrets: Secrets, log: Log): Promise<TrapDirectory> {
    const { rows } = await sql<StorageOfTraps>`
      select ${alertSourceSelection}, s.name, s.serial_number, s.vendor, s.model,
        i.vendor as driver_vendor, i.model as driver_model
      from storage.alert_source a
      join storage.storage s on s.id = a.storage_id and s.deleted_at is null
      join storage.access_info i on i.storage_id = a.storage_id
      order by a.created_at, a.storage_id`.execute(store.sql);
    const controllers = await sql<{ storage_id: string; mgmt_ip: string; name: string }>`
      select c.storage_id, c.mgmt_ip, c.name from storage.controller c
      join storage.alert_source a on a.storage_id = c.storage_id
      where c.mgmt_ip is not null and c.name is not null`.execute(store.sql);
    const sources = rows.flatMap((row) => {
      try {
        return [trapSourceOf(row, secrets)];
      } catch (err) {
        log.error({ err, storage: row.storage_id }, 'The traps of a storage cannot be read');
        return [];
      }
    });
    return new TrapDirectory(
      sources,
      new Map(rows.map((row) => [row.storage_id, storageOf(row)])),
      new Map(controllers.rows.map((row) => [`${row.storage_id} ${row.mgmt_ip}`, row.name])),
    );
  }

  /** A storage that has an alert source. */
  storage(id: string): TrapStorage | undefined {
    return this.storages.get(id);
  }

  /** Name of the controller of a storage that has this address. */
  controllerName(storageId: string, address: string): string | undefined {
    return this.controllers.get(`${storageId} ${address}`);
  }

  /**
   * The storage an alert is of when its driver names another one behind the same sender (delfin.md 11.3):
   * of the same vendor and model, with that serial number or name, and with an alert source of its own.
   */
  named(
    from: TrapStorage,
    { serialNumber, storageName }: { readonly serialNumber?: string; readonly storageName?: string },
  ): TrapStorage | undefined {
    if (serialNumber === undefined && storageName === undefined) return from;
    const fits = (one: TrapStorage): boolean =>
      (serialNumber === undefined || one.serialNumber === serialNumber) &&
      (storageName === undefined || one.name === storageName);
    if (fits(from)) return from;
    return [...this.storages.values()].find(
      (one) => one.vendor === from.vendor && one.model === from.model && fits(one),
    );
  }
}

function storageOf(row: StorageOfTraps): TrapStorage {
  return {
    id: row.storage_id,
    name: row.name,
    serialNumber: row.serial_number,
    vendor: row.vendor,
    model: row.model,
    driverVendor: row.driver_vendor,
    driverModel: row.driver_model,
  };
}
