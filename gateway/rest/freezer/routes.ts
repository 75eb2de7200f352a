import type { Row, StaticRow } from '../route.js';
import { backupRows, type RowParts } from './backup-rows.js';
import { clientRows } from './client-rows.js';
import { homeOfV1, homeOfV2, versionDocument } from './documents.js';
import { editions } from './edition.js';
import { identityRows, type SignInAccounts } from './identity-rows.js';
import { rowDocuments as documents } from './row-documents.js';
import { runRows } from './run-rows.js';
import { workRows } from './work-rows.js';

/**
 * The rows of both versions, each in the order of the document (freezer.md §3, §5 to §7), and those of the
 * identity service over `accounts`, when this server is its own.
 */
export function freezerRows(parts: RowParts, accounts: SignInAccounts | undefined): Row[] {
  return [
    ...openRows,
    ...(accounts ? identityRows(accounts) : []),
    ...editions.flatMap((edition) => [
      ...backupRows(edition, parts),
      ...clientRows(edition, parts),
      ...workRows(edition, parts),
      ...runRows(edition, parts),
    ]),
  ];
}

const openRows: readonly StaticRow[] = [
  {
    method: 'GET',
    path: '/',
    access: 'public',
    status: 300,
    document: documents.versions,
    answer: ({ origin }) => versionDocument(origin),
  },
  {
    method: 'GET',
    path: '/v1',
    access: 'dialect',
    status: 200,
    document: documents.home,
    answer: () => homeOfV1,
  },
  {
    method: 'GET',
    path: '/v2',
    access: 'dialect',
    status: 200,
    document: documents.homeV2,
    answer: () => homeOfV2,
  },
  {
    method: 'GET',
    path: '/healthcheck',
    access: 'public',
    status: 200,
    document: documents.healthy,
    answer: () => 'OK',
  },
  {
    method: 'GET',
    path: '/v1/health',
    access: 'public',
    status: 200,
    document: documents.healthyV1,
    answer: () => undefined,
  },
];
