import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import { pageClauses, pageOf, pageRequest, type KeysetOrder } from '../../kernel/database/keyset.js';
import type { Store } from '../../kernel/database/store.js';
import { isStorableText } from '../../kernel/database/storable.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { ComputeNode } from '../entities/compute-node.js';
import type { ComputeNodeFilter, ComputeNodeOrder } from '../resolvers/compute-node-inputs.js';
import { nodeColumns, toComputeNode, type NodeRow } from './node-row.js';
import { wallOf } from './tenant-wall.js';

/** A row with the place of its cloud. */
type PlacedRow = NodeRow & { cloud_position: number };

const key = [
  { expression: sql`n.cloud`, type: 'text', value: (row: PlacedRow) => row.cloud },
  { expression: sql`n.native_id`, type: 'text', value: (row: PlacedRow) => row.native_id },
];
const byName = [{ expression: sql`n.name`, type: 'text', value: (row: PlacedRow) => row.name }, ...key];

const orders: Readonly<Record<ComputeNodeOrder, KeysetOrder<PlacedRow>>> = {
  PROVIDER: {
    columns: [
      { expression: sql`c.position`, type: 'integer', value: (row) => row.cloud_position },
      { expression: sql`n.position`, type: 'integer', value: (row) => row.position },
      ...key,
    ],
  },
  NAME: { columns: byName },
  NAME_DESC: { columns: byName, descending: true },
  CHANGED_DESC: {
    columns: [{ expression: sql`n.changed_at`, type: 'timestamptz', value: (row) => row.changed_at }, ...key],
    descending: true,
  },
};

/** What a list of machines is asked for. */
export interface NodeListing {
  readonly viewer: Viewer;
  readonly args: PageArgs;
  readonly filter?: ComputeNodeFilter | null | undefined;
  readonly order?: ComputeNodeOrder | null | undefined;
}

/** A page of machines, of one cloud or of all, in one statement. BAD_USER_INPUT for arguments that make no page. */
export async function listNodes(
  store: Store,
  listing: NodeListing,
  cloud?: string,
): Promise<Page<ComputeNode>> {
  const keyset = orders[listing.order ?? 'PROVIDER'];
  const request = pageRequest(listing.args, keyset.columns.length);
  const clauses = pageClauses(keyset, request);
  const where = conditionOf(listing, cloud);
  const { rows } = await sql<PlacedRow>`
    select c.position as cloud_position, ${nodeColumns} from ${nodes}
    where ${where} and ${clauses.where} order by ${clauses.orderBy} limit ${clauses.limit} offset ${clauses.offset}`.execute(
    store.sql,
  );
  return pageOf(rows, keyset, request, toComputeNode, () => countNodes(store, where));
}

/** One page of machines for each of these clouds, all by one statement. */
export async function listNodesOfClouds(
  store: Store,
  clouds: readonly string[],
  listing: NodeListing,
): Promise<Page<ComputeNode>[]> {
  const [only, ...others] = clouds;
  if (only !== undefined && others.length === 0) return [await listNodes(store, listing, only)];
  const keyset = orders[listing.order ?? 'PROVIDER'];
  const request = pageRequest(listing.args, keyset.columns.length);
  const { where, orderBy, limit, offset } = pageClauses(keyset, request);
  const { rows } = await sql<PlacedRow & { wanted: string }>`
    select * from unnest(${[...new Set(clouds)]}::text[]) as w (wanted) cross join lateral (
      select c.position as cloud_position, ${nodeColumns}, row_number() over (order by ${orderBy}) as rank from ${nodes}
      where n.cloud = w.wanted and ${conditionOf(listing)} and ${where}
      order by ${orderBy} limit ${limit} offset ${offset}) as n
    order by wanted, rank`.execute(store.sql);
  const byCloud = Map.groupBy(rows, ({ wanted }) => wanted);
  return clouds.map((cloud) =>
    pageOf(byCloud.get(cloud) ?? [], keyset, request, toComputeNode, () =>
      countNodes(store, conditionOf(listing, cloud)),
    ),
  );
}

const nodes = sql`compute.node n join compute.cloud c on c.name = n.cloud`;

async function countNodes(store: Store, where: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ${nodes} where ${where}`.execute(store.sql);
  return rows[0]?.count ?? 0;
}

function conditionOf({ viewer, filter }: NodeListing, cloud?: string): RawBuilder<unknown> {
  const ofCloud = cloud === undefined ? sql`true` : sql`n.cloud = ${cloud}`;
  return sql`${ofCloud} and c.configured and ${wallOf(viewer)} and ${filterOf(filter)}`;
}

function filterOf(filter: ComputeNodeFilter | null | undefined): RawBuilder<unknown> {
  const conditions = [
    anyOf(sql`n.cloud`, filter?.clouds),
    anyOf(sql`n.native_id`, filter?.nativeIds),
    anyOf(sql`lower(n.name)`, filter?.names, (name) => sql`lower(${name})`),
    anyOf(sql`n.state`, filter?.states),
    anyOf(sql`n.tenant_id`, filter?.tenantId == null ? undefined : [filter.tenantId]),
  ];
  return sql.join(conditions, sql` and `);
}

/** Text the database could not hold equals nothing in it. */
function anyOf(
  column: RawBuilder<unknown>,
  values: readonly string[] | null | undefined,
  operand = (value: string): RawBuilder<unknown> => sql`${value}`,
): RawBuilder<unknown> {
  if (values == null) return sql`true`;
  const possible = values.filter(isStorableText);
  return possible.length === 0 ? sql`false` : sql`${column} in (${sql.join(possible.map(operand))})`;
}
