import DataLoader from 'dataloader';
import type { Page } from '../../schema/paging/connection.js';
import type { RequestContext } from '../kernel/subgraph/request-context.js';
import type { AccessInfo } from './entities/access-info.js';
import type { InventoryKind } from './entities/kinds.js';
import type { InventoryLink } from './entities/links.js';
import type { StorageHost } from './entities/storage-host.js';
import type { Storage } from './entities/storage.js';
import type { SyncUnit } from './entities/sync-unit.js';
import type { Volume } from './entities/volume.js';
import { accessInfosOf } from './services/find-access-infos.js';
import { hostsAt, volumesAt } from './services/find-by-address.js';
import { linkedIds, linkedObjects, thingsByUuid, type Place } from './services/find-linked.js';
import { listThingsOf } from './services/list-things-of.js';
import type { ListWish } from './services/list-things.js';
import type { Listed } from './services/listed.js';
import { storagesByUuid } from './services/find-storages.js';
import { syncUnitsOf } from './services/find-sync-units.js';
import type { StorageParts } from './services/parts.js';

type PlaceLoader<V> = DataLoader<Place, V, string>;

/** The loaders of one operation: everything asked for in one hop costs one statement. */
export class StorageLoaders {
  private readonly things = new Map<InventoryKind, DataLoader<string, object | null>>();
  private readonly objects = new Map<InventoryLink, PlaceLoader<readonly object[]>>();
  private readonly ids = new Map<InventoryLink, PlaceLoader<readonly string[]>>();

  private readonly lists = new Map<string, DataLoader<string, Page<object>>>();

  /** Registered storages by UUID; null for others. */
  readonly storage: DataLoader<string, Storage | null>;

  /** How a registered storage is reached, by its UUID. */
  readonly accessInfo: DataLoader<string, AccessInfo | null>;

  /** How fresh the kinds of a storage are, by its UUID. */
  readonly freshness: DataLoader<string, readonly SyncUnit[]>;

  /** Hosts of arrays by an address. */
  readonly hostsAt: DataLoader<string, readonly StorageHost[]>;

  /** Volumes that hosts of an address see. */
  readonly volumesAt: DataLoader<string, readonly Volume[]>;

  private constructor({ store }: StorageParts) {
    this.store = store;
    this.storage = byKey((uuids) => storagesByUuid(store.sql, uuids), null);
    this.accessInfo = byKey((uuids) => accessInfosOf(store.sql, uuids), null);
    this.freshness = byKey((uuids) => syncUnitsOf(store.sql, uuids), []);
    this.hostsAt = byKey((addresses) => hostsAt(store.sql, addresses), []);
    this.volumesAt = byKey((addresses) => volumesAt(store.sql, addresses), []);
  }

  private readonly store: StorageParts['store'];

  /** The loaders of the operation at hand. */
  static of(parts: StorageParts, context: RequestContext): StorageLoaders {
    return context.slot('storage', () => new StorageLoaders(parts));
  }

  /** A thing of a kind by its UUID; null when there is none. */
  thing(kind: InventoryKind, uuid: string): Promise<object | null> {
    return found(this.things, kind, () =>
      byKey((uuids) => thingsByUuid(this.store.sql, kind, uuids), null),
    ).load(uuid);
  }

  /** What a thing is linked to. */
  linked(link: InventoryLink, from: Place): Promise<readonly object[]> {
    return found(this.objects, link, () =>
      byPlace((places) => linkedObjects(this.store.sql, link, places)),
    ).load(from);
  }

  /** A page of what a storage has of a kind; storages asked for with the same wish are read together. */
  listOf(listed: Listed, wish: ListWish, storageUuid: string): Promise<Page<object>> {
    return found(
      this.lists,
      `${listed.root} ${JSON.stringify(wish)}`,
      () => new DataLoader((uuids) => listThingsOf(this.store.sql, listed, uuids, wish)),
    ).load(storageUuid);
  }

  /** The native ids of what a thing is linked to. */
  linkedIds(link: InventoryLink, from: Place): Promise<readonly string[]> {
    return found(this.ids, link, () => byPlace((places) => linkedIds(this.store.sql, link, places))).load(
      from,
    );
  }
}

function byKey<V>(
  load: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>,
  absent: V | null,
): DataLoader<string, never> {
  return new DataLoader<string, unknown>(async (keys) => {
    const values = await load(keys);
    return keys.map((key) => values.get(key) ?? absent);
  }) as DataLoader<string, never>;
}

function byPlace<V>(load: (places: readonly Place[]) => Promise<V[]>): PlaceLoader<V> {
  return new DataLoader(load, { cacheKeyFn: ({ storageUuid, nativeId }) => `${storageUuid} ${nativeId}` });
}

function found<K, V>(loaders: Map<K, V>, key: K, make: () => V): V {
  const loader = loaders.get(key) ?? make();
  loaders.set(key, loader);
  return loader;
}
