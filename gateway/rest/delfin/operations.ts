import { operation, type Operation } from '../route.js';
import { storages, type Collection } from './collections.js';
import type { AccessInfoData, CapabilityData, ObjectData } from './shapes.js';
import type { AlertSourceData } from './snmp-config.js';

const storageFields = fieldsOf(storages);
const point = 'host port username pubKey pubKeyType namespace';
const accessInfo = `createdAtText updatedAtText storageUuid storageName vendor model
    rest { ${point} } ssh { ${point} } cli { ${point} } smis { ${point} } extraAttributes`;
const alertSource = `createdAtText updatedAtText storageUuid host version communityString username securityLevel
    authProtocol privacyProtocol engineId port contextName retryNum expiration`;
const alert = `storageUuid alertId sequenceNumber alertName category severity type location description
    recoveryAdvice resourceType occurTime matchKey clearCategory storageName vendor model serialNumber`;

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

export const showAlertSource = operation(`query DelfinSnmpConfig($uuid: String!) {
  storage(uuid: $uuid) { alertSource { ${alertSource} } }
}`);

export const listAlertSources = operation(`query DelfinSnmpConfigs {
  alertSources { ${alertSource} }
}`);

export const showCapabilities = operation(`query DelfinCapabilities($uuid: String!) {
  storage(uuid: $uuid) { vendor model capabilities }
}`);

export const listAlerts = operation(`query DelfinAlerts($uuid: String!, $beginTime: Long, $endTime: Long) {
  liveAlerts(storageUuid: $uuid, beginTime: $beginTime, endTime: $endTime) { ${alert} }
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

export const putAlertSource = operation(`mutation DelfinPutSnmpConfig($input: PutAlertSourceInput!) {
  done: putAlertSource(input: $input) { alertSource { ${alertSource} } }
}`);

export const deleteAlertSource = operation(`mutation DelfinDeleteSnmpConfig($input: DeleteAlertSourceInput!) {
  done: deleteAlertSource(input: $input) { storageUuid }
}`);

export const clearAlert = operation(`mutation DelfinClearAlert($input: ClearAlertInput!) {
  done: clearAlert(input: $input) { storageUuid }
}`);

export const syncAlerts = operation(`mutation DelfinSyncAlerts($input: SyncAlertsInput!) {
  done: syncAlerts(input: $input) { task { guid } }
}`);

export interface AccessInfoOfStorage {
  readonly storage: { readonly accessInfo: AccessInfoData | null } | null;
}

export interface AlertSourceOfStorage {
  readonly storage: { readonly alertSource: AlertSourceData | null } | null;
}

export interface CapabilitiesOfStorage {
  readonly storage: CapabilityData | null;
}
