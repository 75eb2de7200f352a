import { sql, type RawBuilder } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import type { Inventory } from '../drivers/inventory.js';

/** What a write has changed. */
export interface WriteCounts {
  readonly added: number;
  readonly updated: number;
}

interface ListedColumn {
  readonly column: string;
  /** Name in the listing. */
  readonly member: string;
  readonly type: 'text' | 'bigint' | 'boolean';
}

/** A column that holds the GUID of something else of the same manager, listed by its own id. */
interface ListedReference {
  readonly column: string;
  readonly member: string;
  readonly table: string;
}

interface ListedKind {
  readonly kind: Exclude<keyof Inventory, 'machines'>;
  readonly table: string;
  readonly columns: readonly ListedColumn[];
  readonly references: readonly ListedReference[];
}

const name: ListedColumn = { column: 'name', member: 'name', type: 'text' };
const plain = (kind: ListedKind['kind'], table: string): ListedKind => ({
  kind,
  table,
  columns: [name],
  references: [],
});

/** Kinds in the order they refer to each other. */
const kinds: readonly ListedKind[] = [
  plain('projects', 'project'),
  plain('clusters', 'hypervisor_cluster'),
  plain('flavors', 'flavor'),
  {
    ...plain('networks', 'network'),
    columns: [name, { column: 'shared', member: 'shared', type: 'boolean' }],
  },
  {
    kind: 'hypervisors',
    table: 'hypervisor',
    columns: [
      name,
      { column: 'host', member: 'host', type: 'text' },
      { column: 'type', member: 'type', type: 'text' },
      { column: 'user_name', member: 'userName', type: 'text' },
    ],
    references: [{ column: 'cluster_guid', member: 'clusterUuid', table: 'hypervisor_cluster' }],
  },
  {
    kind: 'storages',
    table: 'hypervisor_storage',
    columns: [
      name,
      { column: 'total_available_space', member: 'totalAvailableSpace', type: 'bigint' },
      { column: 'total_used_space', member: 'totalUsedSpace', type: 'bigint' },
    ],
    references: [],
  },
];

/**
 * Makes the tables of everything but the machines hold what a manager has: what is known keeps its GUID,
 * what vanished goes. One statement a kind for writing and one for removing, however many rows.
 */
export async function writeSurroundings(
  handle: Sql,
  managerGuid: string,
  inventory: Inventory,
): Promise<void> {
  for (const kind of kinds) {
    const rows = inventory[kind.kind];
    await upsert(handle, managerGuid, kind, JSON.stringify(rows));
    await sql`
      delete from ${sql.table(`backup.${kind.table}`)} t
      where t.manager_guid = ${managerGuid} and not (t.uuid = any(${rows.map(({ uuid }) => uuid)}::text[]))`.execute(
      handle,
    );
  }
  await writeStorageClusters(handle, managerGuid, inventory.storages);
}

async function upsert(
  handle: Sql,
  managerGuid: string,
  { table, columns, references }: ListedKind,
  json: string,
): Promise<void> {
  const typed = [
    ...columns.map(({ member, type }) => sql`${sql.ref(member)} ${sql.raw(type)}`),
    ...references.map(({ member }) => sql`${sql.ref(member)} text`),
  ];
  const names = [...columns, ...references].map(({ column }) => sql.ref(column));
  const values = [
    ...columns.map(({ member }) => sql.ref(`l.${member}`)),
    ...references.map((_, i) => sql.ref(`r${i}.guid`)),
  ];
  const joins = references.map(
    (one, i) => sql`left join ${sql.table(`backup.${one.table}`)} ${sql.ref(`r${i}`)}
      on ${sql.ref(`r${i}.manager_guid`)} = ${managerGuid} and ${sql.ref(`r${i}.uuid`)} = ${sql.ref(`l.${one.member}`)}`,
  );
  await sql`
    insert into ${sql.table(`backup.${table}`)} as t (manager_guid, uuid, ${sql.join(names)})
    select ${managerGuid}::uuid, l.uuid, ${sql.join(values)}
    from jsonb_to_recordset(${json}::jsonb) as l (uuid text, ${sql.join(typed)})
    ${sql.join(joins, sql` `)}
    ${whenDistinct([...columns, ...references].map(({ column }) => column))}`.execute(handle);
}

/** The end of an upsert that leaves rows alone which hold the same already. */
export function whenDistinct(columns: readonly string[], extra?: RawBuilder<unknown>): RawBuilder<unknown> {
  const [own, given] = ['t', 'excluded'].map((alias) =>
    sql.join(columns.map((column) => sql.ref(`${alias}.${column}`))),
  );
  const set = sql.join(columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`));
  return sql`on conflict (manager_guid, uuid) do update set ${set}${extra ?? sql``}
    where row(${own}) is distinct from row(${given})`;
}

async function writeStorageClusters(
  handle: Sql,
  managerGuid: string,
  storages: Inventory['storages'],
): Promise<void> {
  const links = storages.flatMap(({ uuid, clusterUuids }) =>
    clusterUuids.map((cluster) => ({ uuid, cluster })),
  );
  await sql`
    with wanted as (
      select s.guid as storage_guid, c.guid as cluster_guid
      from jsonb_to_recordset(${JSON.stringify(links)}::jsonb) as l (uuid text, cluster text)
      join backup.hypervisor_storage s on s.manager_guid = ${managerGuid} and s.uuid = l.uuid
      join backup.hypervisor_cluster c on c.manager_guid = ${managerGuid} and c.uuid = l.cluster),
    removed as (
      delete from backup.hypervisor_storage_cluster k using backup.hypervisor_storage s
      where s.guid = k.storage_guid and s.manager_guid = ${managerGuid}
        and not exists (select from wanted w where w.storage_guid = k.storage_guid and w.cluster_guid = k.cluster_guid))
    insert into backup.hypervisor_storage_cluster (storage_guid, cluster_guid)
    select distinct storage_guid, cluster_guid from wanted on conflict do nothing`.execute(handle);
}
