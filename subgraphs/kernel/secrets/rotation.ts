import { sql } from 'kysely';
import type { Store } from '../database/store.js';
import type { Secrets } from './secrets.js';

const pageSize = 200;

/** A column that holds encrypted texts. */
export interface SecretColumn {
  /** Schema and table, as the encrypted texts name it. */
  readonly table: string;
  /** Column whose text is the row's key. */
  readonly key: string;
  readonly column: string;
}

interface SecretRow {
  key: string;
  sealed: string;
}

/**
 * Brings every text of the columns to the current key and returns how many were rewritten. It may be
 * interrupted and run again; a row changed meanwhile is left to its writer, who used the current key.
 */
export async function rotate(
  store: Store,
  secrets: Secrets,
  columns: readonly SecretColumn[],
): Promise<number> {
  let rewritten = 0;
  for (const column of columns) {
    for (let last: string | undefined = ''; last !== undefined;) {
      const page: RotatedPage = await rotatePage(store, secrets, column, last);
      rewritten += page.rewritten;
      last = page.last;
    }
  }
  return rewritten;
}

interface RotatedPage {
  readonly rewritten: number;
  /** Key of the last row seen; undefined when the column is done. */
  readonly last: string | undefined;
}

async function rotatePage(
  store: Store,
  secrets: Secrets,
  place: SecretColumn,
  after: string,
): Promise<RotatedPage> {
  const table = sql.table(place.table);
  const column = sql.ref(place.column);
  const key = sql`${sql.ref(place.key)}::text`;
  return store.transaction(async (tx) => {
    const { rows } = await sql<SecretRow>`
      select ${key} as key, ${column} as sealed from ${table}
      where ${column} is not null and not starts_with(${column}, ${secrets.currentPrefix}) and ${key} > ${after}
      order by ${key} limit ${pageSize}`.execute(tx.sql);
    let rewritten = 0;
    for (const row of rows) {
      const sealed = secrets.reencrypt(row.sealed, {
        table: place.table,
        row: row.key,
        column: place.column,
      });
      const { numAffectedRows } = await sql`
        update ${table} set ${column} = ${sealed} where ${key} = ${row.key} and ${column} = ${row.sealed}`.execute(
        tx.sql,
      );
      rewritten += Number(numAffectedRows ?? 0);
    }
    return { rewritten, last: rows.length < pageSize ? undefined : rows.at(-1)?.key };
  });
}
