import { sql, type RawBuilder } from 'kysely';
import type { WorkKind } from './work-kind.js';

/** What a document says. */
export type Doc = Readonly<Record<string, unknown>>;

/** Who a row belongs to. */
export interface Owner {
  readonly userId: string;
  readonly userName: string | null;
  readonly projectId: string | null;
}

/** A row of `metadata.action`, `.job` or `.session` as `workColumns` reads it. */
export interface WorkRow {
  seq: number;
  native_id: string;
  user_id: string;
  user_name: string | null;
  project_id: string | null;
  /** 1 for a new one, one more with each change. */
  version: number;
  document: string;
  created_at: string;
  updated_at: string;
}

/** The columns of a row; the search index stays in the database. */
export const workColumns = sql.raw(
  'seq, native_id, user_id, user_name, project_id, version, document::text as document, created_at, updated_at',
);

/** The table of a kind. */
export function tableOf(kind: WorkKind): RawBuilder<unknown> {
  return sql.raw(`metadata.${kind.table}`);
}

/** The document in a row. */
export function docOf(row: WorkRow): Doc {
  return JSON.parse(row.document) as Doc;
}

/** The owner of a row. */
export function rowOwner(row: WorkRow): Owner {
  return { userId: row.user_id, userName: row.user_name, projectId: row.project_id };
}
