import { sql } from 'kysely';
import type { Sql, Tx } from '../../kernel/database/store.js';
import { openViewer, type Viewer } from '../../kernel/identity/viewer.js';
import { Policy } from '../entities/policy.js';
import type { ScheduleType } from '../entities/schedule-words.js';
import { assignMachines, policyColumn } from './assign-machines.js';
import { autoAssignOf } from './auto-assign-settings.js';
import {
  assignChanges,
  matcherOf,
  type AssignableMachine,
  type AssignChange,
  type AutoAssignment,
  type Matcher,
} from './auto-assignment.js';
import { policiesByGuid } from './find-policies.js';
import type { BackupParts } from './parts.js';
import { wallOf } from './tenant-wall.js';

/**
 * What a policy with these settings would change, of the present machines the viewer may see; `guid` is null for
 * one that is not kept. Two statements, whatever there is.
 */
export async function planAutoAssignment(
  handle: Sql,
  {
    guid,
    kind,
    settings,
  }: { readonly guid: string | null; readonly kind: ScheduleType; readonly settings: AutoAssignment },
  viewer: Viewer,
): Promise<AssignChange[]> {
  const own = matcherOf(settings);
  if (own.mode === 'DISABLED') return [];
  const others = new Map<string, Matcher>();
  for (const policy of await policiesOfKind(handle, kind))
    if (policy.guid !== guid) others.set(policy.guid, matcherOf(autoAssignOf(policy)));
  return assignChanges(guid, own, await presentMachines(handle, kind, viewer), others);
}

/** Does what the rules of these policies say, one policy after the other. What has changed meanwhile is left alone. */
export async function executeAutoAssignment(parts: BackupParts, guids: readonly string[]): Promise<void> {
  for (const guid of guids) {
    const { sql: handle } = parts.store;
    const policy = (await policiesByGuid(handle, openViewer, [guid])).get(guid);
    if (!policy) continue;
    const wish = { guid, kind: policy.kind, settings: autoAssignOf(policy) };
    const plan = await planAutoAssignment(handle, wish, tenantOf(policy));
    if (plan.length > 0) await parts.store.transaction((tx) => carryOut(tx, policy, plan));
  }
}

/** Policies that take machines by themselves. */
export async function selfAssigning(handle: Sql): Promise<string[]> {
  const { rows } = await sql<{ guid: string }>`
    select guid from backup.policy where auto_assign_mode <> 'DISABLED' order by created_at, guid`.execute(
    handle,
  );
  return rows.map(({ guid }) => guid);
}

async function carryOut(tx: Tx, policy: Policy, plan: readonly AssignChange[]): Promise<void> {
  const { rows } = await sql`select from backup.policy where guid = ${policy.guid} for update`.execute(
    tx.sql,
  );
  if (rows.length === 0) return;
  const of = (...types: readonly AssignChange['type'][]): string[] =>
    plan.filter(({ type }) => types.includes(type)).map(({ vmGuid }) => vmGuid);
  const column = sql.ref(policyColumn(policy.kind));
  await sql`
    update backup.virtual_machine set ${column} = null, changed_at = clock_timestamp()
    where guid = any(${of('UNASSIGN')}::uuid[]) and ${column} = ${policy.guid}`.execute(tx.sql);
  await assignMachines(tx, policy, of('ASSIGN', 'REASSIGN'));
}

/** A policy of a tenant takes machines of that tenant alone. */
function tenantOf({ tenantId }: Policy): Viewer {
  return { ...openViewer, tenantId };
}

async function policiesOfKind(handle: Sql, kind: ScheduleType): Promise<readonly Policy[]> {
  const { rows } = await sql<{ guid: string }>`select guid from backup.policy where kind = ${kind}`.execute(
    handle,
  );
  const guids = rows.map(({ guid }) => guid);
  return [...(await policiesByGuid(handle, openViewer, guids)).values()];
}

async function presentMachines(
  handle: Sql,
  kind: ScheduleType,
  viewer: Viewer,
): Promise<AssignableMachine[]> {
  const { rows } = await sql<AssignableMachine>`
    select v.guid, v.name, v.tags, v.cluster_guid as "clusterGuid", v.${sql.ref(policyColumn(kind))} as "policyGuid"
    from backup.virtual_machine v where v.present and ${wallOf(viewer, 'v')} order by v.name, v.guid`.execute(
    handle,
  );
  return rows;
}
