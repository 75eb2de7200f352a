import type { OperationRow, Row, RowDocument } from '../route.js';
import * as operations from './alert-operations.js';
import { alertShape, type AlertData } from './alert-shape.js';
import * as variables from './alert-variables.js';
import type { Done } from './operations.js';
import { rowDocuments as documents } from './row-documents.js';
import { found, workRow } from './row-parts.js';
import { snmpConfigShape, type AlertSourceData } from './snmp-config.js';
import { ofAll, ofStorage, ofStorageWork } from './variables.js';

const list = '/v1/storages';
const one = '/v1/storages/:id';
const access = 'dialect';

/** Rows 11 to 17: where traps come from, and alerts (delfin.md §2). */
export function alertRows(): Row[] {
  return [
    ...alertSourceRows(`${one}/snmp-config`, false),
    ...alertSourceRows(`${one}/alert-source`, true),
    ...alertSourceLists,
    ...deviceAlertRows,
  ];
}

/** The rows of an alert source. On its older path the input is read leniently (delfin.md §4.3.1). */
function alertSourceRows(path: string, lenient: boolean): Row[] {
  return [
    {
      method: 'PUT',
      path,
      access,
      status: 200,
      document: documents.putSnmpConfig,
      operation: operations.putAlertSource,
      variables: variables.ofSnmpConfig(lenient),
      shape: ({ done }) => snmpConfigShape(done.alertSource),
    } satisfies OperationRow<Done<{ alertSource: AlertSourceData }>>,
    {
      method: 'GET',
      path,
      access,
      status: 200,
      document: documents.showSnmpConfig,
      operation: operations.showAlertSource,
      variables: ofStorage,
      shape: ({ storage }, request) =>
        snmpConfigShape(found(storage?.alertSource, 'AlertSourceNotFound', request)),
    } satisfies OperationRow<operations.AlertSourceOfStorage>,
    workRow('DELETE', path, 200, documents.deleteSnmpConfig, operations.deleteAlertSource, ofStorageWork),
  ];
}

const alertSourceLists: readonly Row[] = ['/v1/snmp-configs', `${list}/snmp-configs`].map(
  (path) =>
    ({
      method: 'GET',
      path,
      access,
      status: 200,
      document: documents.listSnmpConfigs,
      operation: operations.listAlertSources,
      variables: ofAll,
      shape: ({ alertSources }) => ({ snmp_configs: alertSources.map(snmpConfigShape) }),
    }) satisfies OperationRow<{ alertSources: readonly AlertSourceData[] }>,
);

const deviceAlertRows: readonly Row[] = [
  alertsRow('GET', `${one}/alerts`, documents.listAlerts, variables.ofAlerts),
  // The guide asks for an interval in a body, and in one of its editions on the path of the alert source.
  alertsRow('POST', `${one}/alerts`, documents.postAlerts, variables.ofPostedAlerts),
  alertsRow('POST', `${one}/alert-source`, documents.postAlerts, variables.ofPostedAlerts),
  workRow(
    'DELETE',
    `${one}/alerts/:sequence_number`,
    200,
    documents.clearAlert,
    operations.clearAlert,
    variables.ofClearing,
  ),
  workRow(
    'POST',
    `${one}/alerts/sync`,
    200,
    documents.syncAlerts,
    operations.syncAlerts,
    variables.ofAlertSync,
  ),
];

function alertsRow(
  method: 'GET' | 'POST',
  path: string,
  document: RowDocument,
  read: OperationRow['variables'],
): Row {
  return {
    method,
    path,
    access,
    status: 200,
    document,
    operation: operations.listAlerts,
    variables: read,
    shape: ({ liveAlerts }) => ({ alerts: liveAlerts.map(alertShape) }),
  } satisfies OperationRow<{ liveAlerts: readonly AlertData[] }>;
}
