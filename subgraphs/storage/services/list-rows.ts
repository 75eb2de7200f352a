import { sql, type RawBuilder } from 'kysely';
import { beyond, orderText, type OrderedKey } from './list-order.js';

/** Values of the keys of a row, as texts, in the order of the keys. */
export type KeyValues = readonly (string | null)[];

/** Which rows of a table make up a page. */
export interface RowsWish {
  /** Name of the table in the schema `storage`. */
  readonly table: string;
  readonly conditions: readonly RawBuilder<boolean>[];
  /** Whether the conditions leave only what some storages have. */
  readonly ofStorages: boolean;
  readonly order: readonly OrderedKey[];
  readonly after: KeyValues | undefined;
  readonly before: KeyValues | undefined;
  readonly backward: boolean;
  readonly limit: number;
  readonly offset: number;
}

/** The order of these begins with the storage in an index of its own; see migrations/0001-inventory.ts. */
const orderedWithinStorage: ReadonlySet<string> = new Set(['CREATED_AT', 'STORAGE_ID']);

/**
 * The rows of a page, whole and in order, as a statement. It selects plain columns: what is made of them is
 * made outside of it, of the rows of the page alone and not of those that are skipped or sorted away.
 */
export function pageRows(wish: RowsWish): RawBuilder<unknown> {
  const { order, after, before, backward, limit, offset } = wish;
  const parts = partsBetween(order, after, before);
  const direction = orderText(order, backward);
  const [only = []] = parts;
  if (parts.length === 1) return sql`${part(wish, only, direction)} limit ${limit} offset ${offset}`;
  const limited = parts.map((between) => sql`(${part(wish, between, direction)} limit ${limit + offset})`);
  return sql`
    select t.* from (${sql.join(limited, sql` union all `)}) t
    order by ${direction} limit ${limit} offset ${offset}`;
}

function part(
  { table, conditions, ofStorages, order }: RowsWish,
  between: readonly RawBuilder<boolean>[],
  direction: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const all = sql.table(`storage.${table}`);
  if (!ofStorages || orderedWithinStorage.has(order[0]?.key.name ?? ''))
    return sql`select t.* from ${all} t where ${sql.join([...conditions, ...between], sql` and `)} order by ${direction}`;
  // The offset keeps the database from walking all storages in the wished order in search of the rows of one.
  const own = sql`(select t.* from ${all} t where ${sql.join(conditions, sql` and `)} offset 0)`;
  return sql`select t.* from ${own} t where ${sql.join([sql`true`, ...between], sql` and `)} order by ${direction}`;
}

/** The conditions of the parts, without a row in common, that make up what lies between two rows. */
function partsBetween(
  order: readonly OrderedKey[],
  after: KeyValues | undefined,
  before: KeyValues | undefined,
): readonly (readonly RawBuilder<boolean>[])[] {
  const behind = after ? beyond(order, after, true).map((condition) => [condition]) : [[]];
  const inFront = before ? beyond(order, before, false).map((condition) => [condition]) : [[]];
  return behind.flatMap((one) => inFront.map((other) => [...one, ...other]));
}
