import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { documentedDialects } from '../../../../bin/commands/dialects.js';
import { apiSchemaOf } from '../../../../gateway/federation/federation.js';
import {
  HeadedBody,
  Refusal,
  type IdentifiedRequest,
  type OperationRow,
  type PagedRow,
  type Row,
} from '../../../../gateway/rest/route.js';
import { encodeBody, FileBody } from '../../../../gateway/rest/vprotect/encode.js';
import { openViewer } from '../../../../subgraphs/kernel/identity/viewer.js';
import { readSource } from '../../../support/source-tree.js';
import { sampleAnswer, type Fullness } from './sample-answer.js';

const schema = apiSchemaOf(readSource('schema/supergraph.graphql'));
const rows = documentedDialects().find(({ name }) => name === 'vprotect')?.rows ?? [];

/** Properties without which a known client crashes or drops the row (marked ! in vprotect.md). */
const mandatory: Readonly<Record<string, string>> = {
  'GET /virtual-machines': 'guid uuid name present lastSuccessfulBackupSize lastSuccessfulFullBackupSize',
  'GET /tasks': 'guid type.description state.name progress priority windowStart windowEnd',
  'GET /workflow-executions': 'guid state.description',
  'GET /backups':
    'guid protectedEntity.name status.name type.name backupTime snapshotTime size taskTimeStats.queuedExportTime taskTimeStats.exportTime taskTimeStats.queuedStoreTime taskTimeStats.storeTime backupLocations warnings',
  'GET /backup-locations': 'guid backupDestination.name status.name retentionHint.name',
  'GET /backup-files': 'guid path',
  'GET /file-systems': 'guid volume',
  'GET /restore-jobs':
    'guid restoreTime taskTimeStats.queuedRestoreTime taskTimeStats.restoreTime taskTimeStats.queuedImportTime taskTimeStats.importTime taskTimeStats.queuedMountTime taskTimeStats.mountTime',
  'GET /snapshots': 'guid status.name warnings',
  'GET /mounted-backups': 'guid mode.name state.name',
  'GET /schedules':
    'guid name type.name backupType.name executionType.name startWindowLength daysOfWeek months dayOfWeekOccurrences rules',
  'GET /policies/vm-backup': 'guid name rules ruleBackupDestinations autoAssignMode.name',
  'GET /policies/vm-backup/:guid':
    'guid name rules vms autoAssignSettings.mode.name autoAssignSettings.hvClusters',
  'GET /rules/vm-backup': 'guid name ruleBackupDestinations removable markedForDeletion',
  'GET /hypervisors': 'guid name host licenseCovered vmCount',
  'GET /hypervisor-managers': 'guid name url type.name',
  'GET /nodes': 'guid name nodeIP version stagingSpace.totalSpace stagingSpace.usedSpace',
  'GET /backup-destinations': 'guid name type.name totalUsedSpace totalAvailableSpace',
};

function requestOf({ method, path }: Row): IdentifiedRequest {
  return {
    method,
    path,
    params: { guid: '5f0c6c0a-1d7e-4b59-9a55-0d2f6f3a7c11' },
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.alloc(0),
    origin: 'http://localhost',
    address: '127.0.0.1',
    requestId: 'test',
    viewer: openViewer,
  };
}

function shaped(row: OperationRow<unknown> | PagedRow<unknown>, fullness: Fullness): unknown {
  const data = sampleAnswer(schema, row.operation.text, fullness);
  const request = requestOf(row as Row);
  try {
    const body = 'shape' in row ? row.shape(data, request) : row.shapePages([data], request);
    return body instanceof HeadedBody ? body.body : body;
  } catch (error) {
    if (error instanceof Refusal && fullness === 'sparse') return error.body;
    throw error;
  }
}

function nullsIn(value: unknown, path = ''): string[] {
  if (value === null) return [path];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) => nullsIn(member, `${path}.${key}`));
}

function valueAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], value);
}

describe('answers of the vProtect API', () => {
  for (const row of rows) {
    if (!('operation' in row) || row.path.endsWith('report-email')) continue;
    const told = `${row.method} ${row.path.replace('/api', '')}`;
    for (const fullness of ['sparse', 'full'] as const)
      test(`hold no null and all that clients cannot do without: ${told}, ${fullness}`, () => {
        const body = shaped(row as OperationRow<unknown>, fullness);
        if (body === undefined || body instanceof FileBody) return;

        const text = encodeBody(body, requestOf(row), row.status);

        const parsed: unknown = JSON.parse(text);
        assert.deepEqual(nullsIn(parsed), []);
        const items: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
        assert.ok(items.length > 0 || fullness === 'sparse');
        for (const path of mandatory[told]?.split(' ') ?? [])
          for (const item of items) assert.notEqual(valueAt(item, path), undefined, path);
      });
  }
});
