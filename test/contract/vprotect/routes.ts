import assert from 'node:assert/strict';
import { sendOverWire } from '../../support/wire.js';
import { nullsIn, type RecordedRequest } from './run-exchanges.js';

/** A route as far as finding and asking it needs to know. */
export interface RouteRow {
  readonly method: string;
  readonly path: string;
}

/** The route a recorded request reaches: one without parameters before one with. */
export function rowOf(rows: readonly RouteRow[], { method, path }: RecordedRequest): RouteRow | undefined {
  const asked = `/api${path.split('?')[0]?.replace(/\/$/, '') ?? ''}`;
  return rows
    .filter((row) => row.method === method && pattern(row.path).test(asked))
    .toSorted((a, b) => a.path.split(':').length - b.path.split(':').length)[0];
}

function pattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`);
}

/** What the house scenario keeps for the details of each kind, and for lists that are of one thing. */
const wanted: Readonly<Record<string, string>> = {
  '/virtual-machines/:guid': 'other',
  '/virtual-machine-disks': 'virtual-machine={other}',
  '/tasks/:guid': 'allTask',
  '/backups/:guid': 'allIncrement',
  '/backup-files': 'backup={allBackup}',
  '/backup-files/detailed': 'backup={allBackup}',
  '/backup-files/detailed/for-restore': 'backup={allBackup}',
  '/file-systems': 'backup={allBackup}',
  '/mounted-backups/:guid': 'allMounted',
  '/mounted-file-systems/detailed': 'mounted-backup={allMounted}',
  '/mounted-files': 'mounted-backup={allDiskMount}',
  '/schedules/:guid': 'allSchedule',
  '/policies/vm-backup/:guid': 'allPolicy',
  '/policies/vm-snapshot/:guid': 'allSnapshotPolicy',
  '/policies/snapshot/:guid': 'allSnapshotPolicy',
  '/rules/vm-backup/:guid': 'allRule',
  '/rules/vm-snapshot/:guid': 'allSnapshotRule',
  '/rules/snapshot/:guid': 'allSnapshotRule',
  '/hypervisors/:guid': 'first',
  '/mailing-lists/:guid': 'allList',
  '/credential/:guid': 'allCredential',
};

/** Asks a list or a detail whole: it has something, a list its count, and nothing at any depth is null. */
export async function wholeLook(
  base: string,
  { path }: RouteRow,
  kept: ReadonlyMap<string, string>,
): Promise<void> {
  const plain = path.replace('/api', '');
  const want = wanted[plain] ?? '';
  const filled = want.replaceAll(/\{(\w+)\}/g, (_, name: string) => kept.get(name) ?? '');
  if (plain.includes(':')) assert.ok(kept.has(want), `nothing is kept for ${plain}`);
  const url = plain.includes(':')
    ? path.replace(/:\w+/, kept.get(want) ?? '')
    : `${path}${filled === '' ? '' : `?${filled}`}`;

  const { status, headers, text } = await sendOverWire(base, { method: 'GET', path: url, headers: {} });

  if (status === 204) return;
  assert.equal(status, 200, text);
  const body: unknown = JSON.parse(text);
  assert.deepEqual(nullsIn(body), []);
  if (!Array.isArray(body)) return;
  assert.ok(body.length > 0, 'the list is empty');
  if (!plain.startsWith('/dashboard/')) assert.equal(headers['x-total-count'], String(body.length));
}
