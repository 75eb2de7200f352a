import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import type { NodeEventKind } from '../events.js';
import type { ProviderNode } from '../drivers/driver.js';
import type { OpenCloud } from './clouds.js';
import { nodeColumns, nodeUuid, type NodeKey, type NodeRow } from './node-row.js';

/** A machine that differs from what the table had. */
export interface NodeChange {
  readonly kind: NodeEventKind;
  readonly row: NodeRow;
}

const columns = [
  'native_id',
  'position',
  'name',
  'uuid',
  'provider',
  'state',
  'public_ips',
  'private_ips',
  'extra',
  'image_id',
  'size_id',
  'tenant_id',
  'created_at',
] as const;
const recordset = sql.raw(
  'i (native_id text, position integer, name text, uuid text, provider text, state text, public_ips jsonb, private_ips jsonb, extra jsonb, image_id text, size_id text, tenant_id text, created_at timestamptz)',
);
const list = (alias: string, names: readonly string[] = columns): string =>
  names.map((name) => `${alias}.${name}`).join(', ');
const seen = columns.filter((name) => name !== 'position' && name !== 'tenant_id');
const differs = (a: string, b: string): string =>
  `((${list(a, seen)}) is distinct from (${list(b, seen)}) or ${a}.tenant_id is distinct from coalesce(${b}.tenant_id, ${a}.tenant_id))`;

/** A listing as the tables take it: an id the provider gives twice counts once, text is made storable. */
export function incomingNodes(cloud: OpenCloud, nodes: readonly ProviderNode[], firstPosition = 0): string {
  const unique = [...new Map(nodes.toReversed().map((node) => [node.id, node])).values()].toReversed();
  const rows = unique.map((node, i) => ({
    native_id: node.id,
    position: firstPosition + i,
    name: node.name,
    uuid: nodeUuid(node.id, cloud.provider),
    provider: cloud.provider,
    state: node.state,
    public_ips: node.publicIps,
    private_ips: node.privateIps,
    extra: node.extra,
    image_id: node.imageId ?? null,
    size_id: node.sizeId ?? null,
    tenant_id: node.tenantId ?? null,
    created_at: node.createdAt ?? null,
  }));
  return JSON.stringify(rows, (_key, value: unknown) => storable(value));
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [storableText(key), member as unknown]),
  );
}

function storableText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

/**
 * Makes the table hold these machines of a cloud, in one statement, and tells what differed. With
 * `complete` those not among them go; without it they are new machines, whose id an older one may have had.
 * A tenant the provider does not tell is kept.
 */
export async function writeNodes(
  handle: Sql,
  cloud: string,
  incoming: string,
  complete: boolean,
): Promise<NodeChange[]> {
  const { rows } = await sql<NodeRow & { kind: NodeEventKind | 'moved' }>`
    with incoming as (select * from jsonb_to_recordset(${incoming}::jsonb) as ${recordset}),
    before as (select * from compute.node where cloud = ${cloud}),
    gone as (
      delete from compute.node n where ${complete} and n.cloud = ${cloud}
        and not exists (select from incoming i where i.native_id = n.native_id)
      returning ${nodeColumns}),
    written as (
      insert into compute.node as n (cloud, ${sql.raw(columns.join(', '))})
      select ${cloud}, ${sql.raw(list('i'))} from incoming i
      on conflict (cloud, native_id) do update set
        ${sql.raw(seen.map((name) => `${name} = excluded.${name}`).join(', '))},
        position = excluded.position,
        tenant_id = coalesce(excluded.tenant_id, n.tenant_id),
        removal_task = case when ${complete} then n.removal_task end,
        changed_at = case when ${sql.raw(differs('n', 'excluded'))} then now() else n.changed_at end
      where n.position <> excluded.position or (not ${complete} and n.removal_task is not null) or ${sql.raw(differs('n', 'excluded'))}
      returning ${nodeColumns})
    select 'removed' as kind, ${nodeColumns} from gone n
    union all
    select case when b.native_id is null then 'created' when ${sql.raw(differs('b', 'n'))} then 'changed' else 'moved' end, ${nodeColumns}
    from written n left join before b on b.native_id = n.native_id`.execute(handle);
  const changes = rows.flatMap(({ kind, ...row }) => (kind === 'moved' ? [] : [{ kind, row }]));
  return changes.sort((a, b) => a.row.position - b.row.position);
}

/** Takes away the machine that a task has destroyed; not a newer one that has got its id. Tells what went. */
export async function removeNode(
  handle: Sql,
  { cloud, nativeId }: NodeKey,
  taskGuid: string,
): Promise<NodeChange[]> {
  const { rows } = await sql<NodeRow>`
    delete from compute.node n where n.cloud = ${cloud} and n.native_id = ${nativeId} and n.removal_task = ${taskGuid}
    returning ${nodeColumns}`.execute(handle);
  return rows.map((row) => ({ kind: 'removed', row }));
}

/** Locks the cloud's row for the transaction, so that its tables change one listing at a time, and makes older listings void. */
export async function claimNewestListing(handle: Sql, cloud: string): Promise<void> {
  await sql`update compute.cloud set applied = nextval('compute.listing_number') where name = ${cloud}`.execute(
    handle,
  );
}

/** Number of a listing that begins now. */
export async function beginListing(handle: Sql): Promise<number> {
  const { rows } = await sql<{
    listing: number;
  }>`select nextval('compute.listing_number') as listing`.execute(handle);
  return rows[0]?.listing ?? 0;
}

/**
 * Marks a listing as applied that found what the listing `same` had found; false when something else has
 * been applied since, so that the tables may differ from both.
 */
export async function confirmListing(
  handle: Sql,
  cloud: string,
  listing: number,
  same: number,
): Promise<boolean> {
  const { rows } = await sql`
    update compute.cloud set applied = ${listing}, reachable = true, last_error = null, refreshed_at = now()
    where name = ${cloud} and applied = ${same} returning name`.execute(handle);
  return rows.length > 0;
}

/** Locks the cloud's row and marks the listing as applied; false when a newer one, or a change of ours, came in between. */
export async function applyListing(handle: Sql, cloud: string, listing: number): Promise<boolean> {
  const { rows } = await sql`
    update compute.cloud set applied = ${listing}, reachable = true, last_error = null, refreshed_at = now()
    where name = ${cloud} and applied < ${listing} returning name`.execute(handle);
  return rows.length > 0;
}

/** Writes down why a listing failed. */
export async function failListing(handle: Sql, cloud: string, message: string): Promise<void> {
  await sql`update compute.cloud set reachable = false, last_error = ${message} where name = ${cloud}`.execute(
    handle,
  );
}
