import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { Fault } from '../../kernel/errors/fault.js';
import { emitWork, type WorkChange } from '../events.js';
import { documentOfValue } from './document.js';
import type { MetadataParts } from './parts.js';
import { searchIndexOf } from './search-index.js';
import type { WorkKind } from './work-kind.js';
import { tableOf, workColumns, type Doc, type Owner, type WorkRow } from './work-row.js';

/** Adds a row and its event. Throws CONFLICT, with the id, when its user or project has one of this id already. */
export async function insertWork(
  parts: MetadataParts,
  tx: Tx,
  kind: WorkKind,
  owner: Owner,
  document: Doc,
): Promise<WorkRow> {
  const nativeId = String(document[kind.idKey]);
  const { text } = documentOfValue(document, parts.documentBytes);
  const index = indexOf(owner, document);
  const { rows } = await sql<WorkRow>`
    insert into ${tableOf(kind)} (native_id, user_id, user_name, project_id, document, search, phrases)
    values (${nativeId}, ${owner.userId}, ${owner.userName}, ${owner.projectId}, ${text}, ${index.keys}, ${index.phrases})
    on conflict do nothing returning ${workColumns}`.execute(tx.sql);
  const [row] = rows;
  if (!row)
    throw new Fault('CONFLICT', `${kind.type} already registered (${nativeId})`, {
      details: { noun: kind.type, nativeId },
    });
  emitWork(parts.events, tx, kind, 'created', row);
  return row;
}

/** Puts a new document into a row that is locked, and logs the event. */
export async function saveWork(
  parts: MetadataParts,
  tx: Tx,
  kind: WorkKind,
  row: WorkRow,
  document: Doc,
  change: WorkChange = 'changed',
): Promise<WorkRow> {
  const { text } = documentOfValue(document, parts.documentBytes);
  const index = indexOf({ userId: row.user_id, projectId: row.project_id }, document);
  const { rows } = await sql<WorkRow>`
    update ${tableOf(kind)} set document = ${text}, search = ${index.keys}, phrases = ${index.phrases},
      version = version + 1, updated_at = now()
    where seq = ${row.seq} returning ${workColumns}`.execute(tx.sql);
  const saved = rows[0] ?? row;
  emitWork(parts.events, tx, kind, change, saved);
  return saved;
}

/** Removes a row that is locked, and logs the event. */
export async function removeWork(parts: MetadataParts, tx: Tx, kind: WorkKind, row: WorkRow): Promise<void> {
  await sql`delete from ${tableOf(kind)} where seq = ${row.seq}`.execute(tx.sql);
  emitWork(parts.events, tx, kind, 'removed', row);
}

function indexOf(
  { userId, projectId }: Pick<Owner, 'userId' | 'projectId'>,
  document: Doc,
): ReturnType<typeof searchIndexOf> {
  return searchIndexOf({ ...document, user_id: userId, project_id: projectId });
}
