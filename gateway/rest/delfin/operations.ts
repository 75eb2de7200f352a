import { operation, type Operation } from '../route.js';
import { storages, type Collection } from './collections.js';
import type { AccessInfoData, CapabilityData, CollectionData, ObjectData } from './shapes.js';

const storageFields = fieldsOf(storages);
const point = 'host port username pubKey pubKeyType namespace';
const accessInfo = `createdAtText updatedAtText storageUuid storageName vendor model
    rest { ${point} } ssh { ${point} } cli { ${point} } smis { ${point} } extraAttributes`;
/** What a list's operation answers; nothing when it was not asked. */
export interface ListData {
  readonly list?: { readonly nodes: readonly ObjectData[] } | null;
}

/** The operation that lists a kind. It finds one object too, by its UUID. */
export function listOperation(collection: Collection): Operation {
  const { type, root } = collection;
  return operation(`query Delfin${type}List($asked: Boolean!, $filter: ${type}Filter, $orderBy: [${type}Order!], $first: Int, $offset: Int, $marker: String) {
  list: ${root}(filter: $filter, orderBy: $orderBy, first: $first, offset: $offset, marker: $marker) @include(if: $asked) {
    nodes { ${fieldsOf(collection)} }
  }
}`);
}

function fieldsOf({ columns }: Collection): string {
  return columns.map(({ field }) => field).join(' ');
}

/** A mutation's payload under a name that does not depend on it. */
export interface Done<T> {
  readonly done: T;
}

export const showAccessInfo = operation(`query DelfinAccessInfo($uuid: String!) {
  storage(uuid: $uuid) { accessInfo { ${accessInfo} } }
}`);

export const listAccessInfos = operation(`query DelfinAccessInfos {
  accessInfos { ${accessInfo} }
}`);

export const showCapabilities = operation(`query DelfinCapabilities($uuid: String!) {
  storage(uuid: $uuid) { vendor model capabilities }
}`);

export const register = operation(`mutation DelfinRegister($input: RegisterStorageInput!) {
  done: registerStorage(input: $input) { storage { ${storageFields} } }
}`);

export const remove = operation(`mutation DelfinDelete($input: DeleteStorageInput!) {
  done: deleteStorage(input: $input) { task { guid } }
}`);

export const sync = operation(`mutation DelfinSync($input: SyncStorageInput!) {
  done: syncStorage(input: $input) { task { guid } }
}`);

export const syncAll = operation(`mutation DelfinSyncAll($input: SyncAllStoragesInput!) {
  done: syncAllStorages(input: $input) { tasks { guid } }
}`);

export const updateAccessInfo = operation(`mutation DelfinUpdateAccessInfo($input: UpdateAccessInfoInput!) {
  done: updateAccessInfo(input: $input) { accessInfo { ${accessInfo} } }
}`);

export const setCollection = operation(`mutation DelfinMetricsConfig($input: SetCollectionInput!) {
  done: setCollection(input: $input) { storage { collection { enabled intervalSeconds isHistoric } } }
}`);

export interface CollectionOfStorage {
  readonly storage: { readonly collection: CollectionData | null };
}

export interface AccessInfoOfStorage {
  readonly storage: { readonly accessInfo: AccessInfoData | null } | null;
}

export interface CapabilitiesOfStorage {
  readonly storage: CapabilityData | null;
}
