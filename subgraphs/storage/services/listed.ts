import { sql, type RawBuilder } from 'kysely';
import type { InventoryColumn } from '../entities/inventory-column.js';
import { kindLists, type ListNames } from '../entities/kind-graph.js';
import { inventoryKinds, kindTables, type Inventory, type InventoryKind } from '../entities/kinds.js';
import { Storage, StorageConnection } from '../entities/storage.js';
import { inventoryObject, selectedOf, timeText, type InventoryRow } from './inventory-row.js';
import type { StorageFaultReason } from './storage-fault.js';
import { storageColumns, storageOf, storageSelection, type StorageRow } from './storage-row.js';

/** What a list can be ordered by: how its value is compared and how it is kept in a cursor. */
export interface SortKey {
  readonly name: string;
  readonly expression: RawBuilder<unknown>;
  /** The value as text, exact. */
  readonly text: RawBuilder<string | null>;
  readonly type: 'uuid' | 'text' | 'bigint' | 'boolean' | 'timestamptz';
  readonly nullable: boolean;
}

/** What a list can be narrowed by: texts of which the column must equal one. */
export interface FilterColumn {
  /** Member of the filter input. */
  readonly member: string;
  readonly column: string;
  readonly uuid: boolean;
}

/** A list of things that have a table, whose alias is `t`. */
export interface Listed<T extends object = object> extends ListNames<T> {
  readonly entity: new () => T;
  readonly table: string;
  readonly selection: RawBuilder<unknown>;
  /** Condition on the rows that are shown at all. */
  readonly shown: RawBuilder<boolean>;
  readonly toObject: (row: InventoryRow) => T;
  readonly sortKeys: ReadonlyMap<string, SortKey>;
  readonly filterColumns: readonly FilterColumn[];
  /** The fault of a marker that names nothing. */
  readonly notFound: StorageFaultReason;
}

const times: readonly SortKey[] = (['created_at', 'updated_at'] as const).map((column) => ({
  name: column.toUpperCase(),
  expression: sql.ref(`t.${column}`),
  text: sql`${timeText(column, 't')} || 'Z'`,
  type: 'timestamptz',
  nullable: column === 'updated_at',
}));

const syncStatus: SortKey = {
  name: 'SYNC_STATUS',
  expression: sql`(t.sync_task is not null)`,
  text: sql`(t.sync_task is not null)::text`,
  type: 'boolean',
  nullable: false,
};

/** The list of the storages themselves. */
export const listedStorages: Listed<Storage> = {
  root: 'storages',
  noun: 'storages',
  connection: StorageConnection,
  filters: ['id', 'name', 'vendor', 'model', 'status', 'serial_number'],
  entity: Storage,
  table: 'storage',
  selection: storageSelection('t'),
  shown: sql<boolean>`t.deleted_at is null`,
  toObject: (row) => storageOf(row as StorageRow),
  sortKeys: sortKeysOf(storageColumns, [syncStatus]),
  filterColumns: filterColumnsOf(storageColumns, [
    'id',
    'name',
    'vendor',
    'model',
    'status',
    'serial_number',
  ]),
  notFound: 'StorageNotFound',
};

/** The list of a kind. */
export function listedKind<K extends InventoryKind>(kind: K): Listed<Inventory[K]> {
  const { entity, table, columns } = kindTables[kind];
  const lists: ListNames<Inventory[K]> = kindLists[kind];
  return {
    ...lists,
    entity,
    table,
    selection: selectedOf(kind, 't'),
    shown: sql<boolean>`true`,
    toObject: (row) => inventoryObject(kind, row),
    sortKeys: sortKeysOf(columns, []),
    filterColumns: filterColumnsOf(columns, lists.filters),
    notFound: `${entity.name}NotFound` as StorageFaultReason,
  };
}

/** The lists of all kinds, in the order of a sync. */
export const listedKinds: readonly Listed[] = inventoryKinds.map(
  (kind) => listedKind(kind) as unknown as Listed,
);

function sortKeysOf(
  columns: readonly InventoryColumn[],
  others: readonly SortKey[],
): ReadonlyMap<string, SortKey> {
  const own = columns.map(({ column, type }): SortKey => ({
    name: column.toUpperCase(),
    expression: sql.ref(`t.${column}`),
    text: sql`${sql.ref(`t.${column}`)}::text`,
    type: type === 'key' ? 'text' : type,
    nullable: type !== 'uuid' && type !== 'key',
  }));
  return new Map([...times, ...own, ...others].map((key) => [key.name, key]));
}

function filterColumnsOf(
  columns: readonly InventoryColumn[],
  filters: readonly string[],
): readonly FilterColumn[] {
  return columns
    .filter(({ column }) => filters.includes(column))
    .map(({ field, column, type }) => ({
      member: `${field}${field.endsWith('s') ? 'es' : 's'}`,
      column,
      uuid: type === 'uuid',
    }));
}
