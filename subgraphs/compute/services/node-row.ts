import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { fromGlobalId } from '../../../schema/global-id.js';
import { isStorableText } from '../../kernel/database/storable.js';
import { ComputeNode } from '../entities/compute-node.js';
import type { ComputeNodeState } from '../entities/compute-node-state.js';

/** A machine as SQL gives it and as events carry it. */
export interface NodeRow {
  cloud: string;
  native_id: string;
  position: number;
  name: string;
  uuid: string;
  provider: string;
  state: ComputeNodeState;
  public_ips: string[];
  private_ips: string[];
  extra: Record<string, unknown>;
  image_id: string | null;
  size_id: string | null;
  tenant_id: string | null;
  removal_task: string | null;
  created_at: string | null;
  changed_at: string;
}

/** The columns of a NodeRow; the table's alias is `n`. */
export const nodeColumns = sql.raw(
  [
    'cloud',
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
    'removal_task',
    'created_at',
    'changed_at',
  ]
    .map((column) => `n.${column}`)
    .join(', '),
);

/** The two halves of a machine's key. */
export interface NodeKey {
  readonly cloud: string;
  readonly nativeId: string;
}

/** The key as text, as tasks and global ids carry it. */
export function nodeKeyText({ cloud, nativeId }: NodeKey): string {
  return `${cloud}/${nativeId}`;
}

/** The key inside a global id of the given type; undefined when it is not one that could exist. */
export function nodeKeyOf(type: string, globalId: string): NodeKey | undefined {
  const read = fromGlobalId(globalId);
  if (read?.type !== type || !isStorableText(read.key)) return undefined;
  const slash = read.key.indexOf('/');
  return slash < 0 ? undefined : { cloud: read.key.slice(0, slash), nativeId: read.key.slice(slash + 1) };
}

/** uuid of a machine (section 7): SHA-1 of its id and the driver type. */
export function nodeUuid(nativeId: string, provider: string): string {
  return createHash('sha1').update(`${nativeId}:${provider}`, 'utf8').digest('hex');
}

/** The machine of a row. */
export function toComputeNode(row: NodeRow): ComputeNode {
  const node = new ComputeNode();
  node.cloudName = row.cloud;
  node.nativeId = row.native_id;
  node.position = row.position;
  node.name = row.name;
  node.uuid = row.uuid;
  node.provider = row.provider;
  node.state = row.state;
  node.publicIps = row.public_ips;
  node.privateIps = row.private_ips;
  node.extra = row.extra;
  node.imageId = row.image_id;
  node.sizeId = row.size_id;
  node.tenantId = row.tenant_id;
  node.removalTask = row.removal_task;
  node.createdAt = row.created_at === null ? null : new Date(row.created_at);
  node.changedAt = new Date(row.changed_at);
  return node;
}
