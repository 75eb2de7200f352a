import { sql } from 'kysely';
import type { Store } from '../database/store.js';
import { SecretError, type Secrets } from './secrets.js';

const pageSize = 200;

/** A column that holds encrypted texts. */
export interface SecretColumn {
  /** Schema and table, as the encrypted texts name it. */
  readonly table: string;
  /** Column whose text is the row's key. */
  readonly key: string;
  readonly column: string;
}

/** What became of a column. */
export interface RotatedColumn {
  readonly table: string;
  readonly column: string;
  /** Encrypted texts in it. */
  readonly texts: number;
  /** Texts that were not under the current key and were rewritten, or would have been. */
  readonly rewritten: number;
  /** Why texts could not be brought under the current key, each naming its row; they stay as they are. */
  readonly unreadable: readonly string[];
}

/** How a rotation is wished. */
export interface RotationWish {
  /** Whether texts are only read and decrypted; nothing is written. */
  readonly dryRun?: boolean;
  /** Told how many texts of the column were looked at, and of how many that are not under the current key. */
  readonly progress?: (done: number, total: number) => void;
}

interface SecretRow {
  key: string;
  sealed: string;
}

/**
 * Brings every text of a column under the current key, in pages of a transaction each. It may be interrupted
 * and run again; a row changed meanwhile is left to its writer, who used the current key. A text that cannot be
 * decrypted costs only itself.
 */
export async function rotate(
  store: Store,
  secrets: Secrets,
  place: SecretColumn,
  wish: RotationWish = {},
): Promise<RotatedColumn> {
  const { texts, outdated } = await count(store, secrets, place);
  let [rewritten, seen] = [0, 0];
  const unreadable: string[] = [];
  for (let last: string | undefined = ''; last !== undefined;) {
    const page: RotatedPage = await rotatePage(store, secrets, place, last, wish.dryRun === true);
    rewritten += page.rewritten;
    seen += page.seen;
    unreadable.push(...page.unreadable);
    last = page.last;
    wish.progress?.(seen, Math.max(outdated, seen));
  }
  return { table: place.table, column: place.column, texts, rewritten, unreadable };
}

async function count(
  store: Store,
  secrets: Secrets,
  place: SecretColumn,
): Promise<{ readonly texts: number; readonly outdated: number }> {
  const column = sql.ref(place.column);
  const { rows } = await sql<{ texts: number; outdated: number }>`
    select count(*)::int as texts, count(*) filter (where not starts_with(${column}, ${secrets.currentPrefix}))::int as outdated
    from ${sql.table(place.table)} where ${column} is not null`.execute(store.sql);
  return rows[0] ?? { texts: 0, outdated: 0 };
}

interface RotatedPage {
  readonly seen: number;
  readonly rewritten: number;
  readonly unreadable: readonly string[];
  /** Key of the last row seen; undefined when the column is done. */
  readonly last: string | undefined;
}

async function rotatePage(
  store: Store,
  secrets: Secrets,
  place: SecretColumn,
  after: string,
  dryRun: boolean,
): Promise<RotatedPage> {
  const table = sql.table(place.table);
  const column = sql.ref(place.column);
  const key = sql`${sql.ref(place.key)}::text collate "C"`;
  return store.transaction(async (tx) => {
    const { rows } = await sql<SecretRow>`
      select ${key} as key, ${column} as sealed from ${table}
      where ${column} is not null and not starts_with(${column}, ${secrets.currentPrefix}) and ${key} > ${after}
      order by ${key} limit ${pageSize}`.execute(tx.sql);
    const unreadable: string[] = [];
    let rewritten = 0;
    for (const row of rows) {
      const sealed = reencrypted(secrets, row, place);
      if (sealed instanceof SecretError) unreadable.push(sealed.message);
      else if (dryRun) rewritten += 1;
      else {
        const { numAffectedRows } = await sql`
          update ${table} set ${column} = ${sealed} where ${sql.ref(place.key)} = ${row.key} and ${column} = ${row.sealed}`.execute(
          tx.sql,
        );
        rewritten += Number(numAffectedRows ?? 0);
      }
    }
    const last = rows.length < pageSize ? undefined : rows.at(-1)?.key;
    return { seen: rows.length, rewritten, unreadable, last };
  });
}

function reencrypted(
  secrets: Secrets,
  row: SecretRow,
  { table, column }: SecretColumn,
): string | SecretError {
  try {
    return secrets.reencrypt(row.sealed, { table, row: row.key, column });
  } catch (error) {
    if (error instanceof SecretError) return error;
    throw error;
  }
}
