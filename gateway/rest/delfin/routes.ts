import type { IdentifiedRequest, Operation, OperationRow, Row, RowDocument, StaticRow } from '../route.js';
import { nestedResources, resources, storages, type Collection } from './collections.js';
import type { DelfinCode } from './error-table.js';
import { refusal } from './faults.js';
import * as operations from './operations.js';
import { rowDocuments as documents, listDocument, objectDocument } from './row-documents.js';
import {
  accessInfoShape,
  alertShape,
  capabilityShape,
  objectShape,
  registeredShape,
  type AccessInfoData,
  type AlertData,
  type ObjectData,
} from './shapes.js';
import { snmpConfigShape, type AlertSourceData } from './snmp-config.js';
import * as variables from './variables.js';

const list = '/v1/storages';
const one = '/v1/storages/:id';
const access = 'dialect';

/** The rows of version 1 in the order of the document (delfin.md §2), each alias behind its row (§2.1). */
export function delfinRows(maxLimit: number): Row[] {
  return [
    ...versionRows,
    ...storageRows(maxLimit),
    ...accessRows,
    ...alertSourceRows(`${one}/snmp-config`, false),
    ...alertSourceRows(`${one}/alert-source`, true),
    ...alertSourceLists,
    ...alertRows,
    ...resources.flatMap((collection) => resourceRows(collection, maxLimit)),
    ...nestedResources.map((collection) => listRow(`${one}/${collection.path}`, collection, maxLimit, true)),
  ];
}

const versionRows: readonly StaticRow[] = [
  {
    method: 'GET',
    path: '/v1',
    access: 'public',
    status: 302,
    document: documents.redirect,
    headers: () => ({ location: '/v1/' }),
    answer: () => undefined,
  },
  {
    method: 'GET',
    path: '/v1/extensions',
    access,
    status: 200,
    document: documents.extensions,
    answer: (request) => {
      variables.ofAll(request);
      return { extensions: [] };
    },
  },
];

function storageRows(maxLimit: number): Row[] {
  return [
    {
      method: 'POST',
      path: list,
      access,
      status: 201,
      document: documents.register,
      operation: operations.register,
      variables: variables.ofRegistration,
      shape: ({ done }) => registeredShape(storages, done.storage),
    } satisfies OperationRow<operations.Done<{ storage: ObjectData }>>,
    listRow(list, storages, maxLimit, false),
    objectRow(one, storages),
    workRow('DELETE', one, 202, documents.remove, operations.remove, variables.ofStorageWork),
    workRow('POST', `${one}/sync`, 202, documents.sync, operations.sync, variables.ofStorageWork),
    workRow('POST', `${list}/sync`, 202, documents.syncAll, operations.syncAll, variables.ofAllWork),
    {
      method: 'GET',
      path: `${one}/capabilities`,
      access,
      status: 200,
      document: documents.capabilities,
      operation: operations.showCapabilities,
      variables: variables.ofStorage,
      shape: ({ storage }, request) => capabilityShape(found(storage, 'StorageNotFound', request)),
    } satisfies OperationRow<operations.CapabilitiesOfStorage>,
  ];
}

const accessRows: readonly Row[] = [
  {
    method: 'GET',
    path: `${one}/access-info`,
    access,
    status: 200,
    document: documents.showAccessInfo,
    operation: operations.showAccessInfo,
    variables: variables.ofStorage,
    shape: ({ storage }, request) =>
      accessInfoShape(found(storage?.accessInfo, 'AccessInfoNotFound', request)),
  } satisfies OperationRow<operations.AccessInfoOfStorage>,
  {
    method: 'PUT',
    path: `${one}/access-info`,
    access,
    status: 200,
    document: documents.updateAccessInfo,
    operation: operations.updateAccessInfo,
    variables: variables.ofAccessInfo,
    shape: ({ done }) => accessInfoShape(done.accessInfo),
  } satisfies OperationRow<operations.Done<{ accessInfo: AccessInfoData }>>,
  ...['/v1/access-infos', `${list}/access-infos`].map(
    (path) =>
      ({
        method: 'GET',
        path,
        access,
        status: 200,
        document: documents.listAccessInfos,
        operation: operations.listAccessInfos,
        variables: variables.ofAll,
        shape: ({ accessInfos }) => ({ access_infos: accessInfos.map(accessInfoShape) }),
      }) satisfies OperationRow<{ accessInfos: readonly AccessInfoData[] }>,
  ),
];

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
    } satisfies OperationRow<operations.Done<{ alertSource: AlertSourceData }>>,
    {
      method: 'GET',
      path,
      access,
      status: 200,
      document: documents.showSnmpConfig,
      operation: operations.showAlertSource,
      variables: variables.ofStorage,
      shape: ({ storage }, request) =>
        snmpConfigShape(found(storage?.alertSource, 'AlertSourceNotFound', request)),
    } satisfies OperationRow<operations.AlertSourceOfStorage>,
    workRow(
      'DELETE',
      path,
      200,
      documents.deleteSnmpConfig,
      operations.deleteAlertSource,
      variables.ofStorageWork,
    ),
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
      variables: variables.ofAll,
      shape: ({ alertSources }) => ({ snmp_configs: alertSources.map(snmpConfigShape) }),
    }) satisfies OperationRow<{ alertSources: readonly AlertSourceData[] }>,
);

const alertRows: readonly Row[] = [
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

/** Rows 18 and 19 of a kind. The guide spells a path of two words with an underscore too. */
function resourceRows(collection: Collection, maxLimit: number): Row[] {
  return [...new Set([collection.path, collection.key])].flatMap((name) => [
    listRow(`/v1/${name}`, collection, maxLimit, false),
    objectRow(`/v1/${name}/:id`, collection),
  ]);
}

function listRow(path: string, collection: Collection, maxLimit: number, nested: boolean): Row {
  return {
    method: 'GET',
    path,
    access,
    status: 200,
    document: listDocument(collection),
    operation: operations.listOperation(collection),
    variables: variables.ofList(collection, maxLimit, nested),
    shape: (data) => ({
      [collection.key]: (data.list?.nodes ?? []).map((object) => objectShape(collection, object)),
    }),
  } satisfies OperationRow<operations.ListData>;
}

function objectRow(path: string, collection: Collection): Row {
  return {
    method: 'GET',
    path,
    access,
    status: 200,
    document: objectDocument(collection),
    operation: operations.listOperation(collection),
    variables: variables.ofOne,
    shape: (data, request) =>
      objectShape(collection, found(data.list?.nodes[0], collection.notFound, request)),
  } satisfies OperationRow<operations.ListData>;
}

/** A row that answers nothing but that it was done, with the type of a body that is not there (delfin.md §1). */
function workRow(
  method: 'POST' | 'DELETE',
  path: string,
  status: number,
  document: RowDocument,
  operation: Operation,
  read: OperationRow['variables'],
): Row {
  return {
    method,
    path,
    access,
    status,
    document,
    headers: () => ({ 'content-type': 'application/json' }),
    operation,
    variables: read,
    shape: () => undefined,
  } satisfies OperationRow<unknown>;
}

/** What the graph found; Delfin's error with the id of the path when there is none. */
function found<T>(value: T | null | undefined, code: DelfinCode, request: IdentifiedRequest): T {
  if (value === null || value === undefined) throw refusal(code, [request.params['id'] ?? '']);
  return value;
}
