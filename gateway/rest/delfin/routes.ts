import type { OperationRow, Row, StaticRow } from '../route.js';
import { alertRows } from './alert-routes.js';
import { nestedResources, resources, storages, type Collection } from './collections.js';
import * as operations from './operations.js';
import { rowDocuments as documents, listDocument, objectDocument } from './row-documents.js';
import { found, workRow } from './row-parts.js';
import {
  accessInfoShape,
  capabilityShape,
  metricsConfigShape,
  objectShape,
  registeredShape,
  type AccessInfoData,
  type ObjectData,
} from './shapes.js';
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
    ...alertRows(),
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
    {
      method: 'PUT',
      path: `${one}/metrics-config`,
      access,
      status: 200,
      document: documents.metricsConfig,
      operation: operations.setCollection,
      variables: variables.ofMetricsConfig,
      shape: ({ done }) => metricsConfigShape(done.storage.collection),
    } satisfies OperationRow<operations.Done<operations.CollectionOfStorage>>,
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
