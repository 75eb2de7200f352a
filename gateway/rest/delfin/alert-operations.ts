import { operation } from '../route.js';
import type { AlertSourceData } from './snmp-config.js';

const alertSource = `createdAtText updatedAtText storageUuid host version communityString username securityLevel
    authProtocol privacyProtocol engineId port contextName retryNum expiration`;
const alert = `storageUuid alertId sequenceNumber alertName category severity type location description
    recoveryAdvice resourceType occurTime matchKey clearCategory storageName vendor model serialNumber`;

export const showAlertSource = operation(`query DelfinSnmpConfig($uuid: String!) {
  storage(uuid: $uuid) { alertSource { ${alertSource} } }
}`);

export const listAlertSources = operation(`query DelfinSnmpConfigs {
  alertSources { ${alertSource} }
}`);

export const listAlerts = operation(`query DelfinAlerts($uuid: String!, $beginTime: Long, $endTime: Long) {
  liveAlerts(storageUuid: $uuid, beginTime: $beginTime, endTime: $endTime) { ${alert} }
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

export interface AlertSourceOfStorage {
  readonly storage: { readonly alertSource: AlertSourceData | null } | null;
}
