import type { Inventory, InventoryKind } from '../entities/kinds.js';
import type { InventoryObject } from '../entities/inventory-object.js';
import type { Storage } from '../entities/storage.js';
import type { Capabilities, MetricRequest, MetricSeries } from './metrics.js';
import type { DeviceAlert, TimeRange, TrapAlert, TrapFields } from './alerts.js';

/** One way to reach an array, with its password in the clear; never logged, never stored. */
export interface Access {
  readonly host: string;
  readonly port?: number;
  readonly username?: string;
  readonly password?: string;
  /** SSH only: public key of the host and its kind. */
  readonly pubKey?: string;
  readonly pubKeyType?: string;
  /** SMI-S only. */
  readonly namespace?: string;
}

/** The ways to reach an array, by kind; in this order one is preferred to the next. */
export const accessKinds = ['rest', 'ssh', 'cli', 'smis'] as const;

/** One of them. */
export type AccessKind = (typeof accessKinds)[number];

/** How TLS towards an array is verified. */
export interface DeviceTls {
  /** Whether the certificate is verified; true unless the storage or the server was told otherwise. */
  readonly verify: boolean;
  /** Certificates to verify against, as PEM; those of the system when absent. */
  readonly ca?: string;
}

/** Everything a driver is opened with. */
export interface DriverOptions {
  /** UUID of the storage; at a registration the one it will get. */
  readonly storageId: string;
  readonly access: Readonly<Partial<Record<AccessKind, Access>>>;
  readonly extraAttributes: Readonly<Record<string, unknown>>;
  readonly tls: DeviceTls;
  /**
   * Addresses a user-supplied host may be reached at, looked up and checked (reliability.md S10). Connect to
   * these and nothing else, or the check is in vain. Throws InvalidIpOrPort.
   */
  readonly addressesOf: (host: string) => Promise<readonly string[]>;
}

/** What a driver tells of a thing: the fields of its type, of which only the native id must be there. */
export type Listed<E extends { readonly nativeId: string }> = {
  readonly nativeId: string;
} & Partial<
  Readonly<
    Omit<
      E,
      | keyof InventoryObject
      | 'storageUuid'
      | 'nativeId'
      | 'statusKind'
      | 'connectionStatusKind'
      | 'healthStatusKind'
    >
  >
>;

/** What a driver tells of the array itself; the serial number must be there. */
export type ListedStorage = Partial<
  Readonly<
    Pick<
      Storage,
      | 'name'
      | 'description'
      | 'location'
      | 'status'
      | 'vendor'
      | 'model'
      | 'firmwareVersion'
      | 'totalCapacity'
      | 'usedCapacity'
      | 'freeCapacity'
      | 'rawCapacity'
      | 'subscribedCapacity'
    >
  >
> & { readonly serialNumber: string };

/** A member of a group, both by native id. */
export interface Membership {
  readonly group: string;
  readonly member: string;
}

/** Groups with their members. */
export interface ListedGroups<E extends { readonly nativeId: string }> {
  readonly groups: readonly Listed<E>[];
  readonly members: readonly Membership[];
}

/** A listing in one piece, or in pages that come one after the other. */
export type Listing<E extends { readonly nativeId: string }> =
  | Promise<readonly Listed<E>[]>
  | AsyncIterable<readonly Listed<E>[]>;

/** A listing of one kind. */
export type KindLister<K extends InventoryKind> = K extends
  | 'STORAGE_HOST_GROUP'
  | 'PORT_GROUP'
  | 'VOLUME_GROUP'
  ? (signal: AbortSignal) => Promise<ListedGroups<Inventory[K]>>
  : (signal: AbortSignal) => Listing<Inventory[K]>;

/** What a driver can list. A kind that is absent is left as it is by a sync and counts as success. */
export type Listers = { readonly [K in InventoryKind]?: KindLister<K> } & {
  readonly [K in 'STORAGE_POOL' | 'VOLUME']: KindLister<K>;
};

/**
 * A session with one array (section 8 of the Delfin contract). There is one per storage and process,
 * never shared. Every call ends at its signal at the latest, throws a DriverFault for what the device did
 * wrong, and may be made while another one runs. What it returns is checked: a wrong type, a native id
 * that comes twice or a list without end fails that one listing and nothing else.
 */
export interface StorageDriver {
  getStorage(signal: AbortSignal): Promise<ListedStorage>;
  readonly list: Listers;
  /** Alerts whose `occurTime` lies in the range, both ends included. */
  listAlerts(range: TimeRange, signal: AbortSignal): Promise<readonly DeviceAlert[]>;
  /** Clears one alert on the device; an unknown number is no failure unless the device says so. */
  clearAlert(sequenceNumber: string, signal: AbortSignal): Promise<void>;
  /** What can be measured; absent when nothing can. Checked against section 10.1. */
  readonly capabilities?: Capabilities;
  /** Series in batches; all samples lie in the range. Present when `capabilities` is. */
  collectMetrics?(request: MetricRequest, signal: AbortSignal): AsyncIterable<readonly MetricSeries[]>;
  /** Ends the session; no call follows. Must not throw when the device is gone. */
  close(): Promise<void>;
}

/** A kind of array, found by the exact words it is registered with. */
export interface DriverType {
  readonly vendor: string;
  readonly model: string;
  /** One sentence for the documentation. */
  readonly meaning: string;
  /** Whether it connects to the hosts it is given; only then are they checked at the registration. */
  readonly connects: boolean;
  /** Opens a session and logs in. */
  open(options: DriverOptions, signal: AbortSignal): Promise<StorageDriver>;
  /**
   * Makes an alert of a trap; undefined drops it. May name another array behind the same sender by serial
   * number or storage name. Throws IncompleteTrapInformation when the array must be asked for the rest.
   */
  parseAlert(trap: TrapFields): TrapAlert | undefined;
}
