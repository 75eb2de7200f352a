import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import type { NodeKey } from './node-row.js';

/** Notes which machine a task is about, for as long as the machine exists; a machine no longer there is not noted. */
export async function linkTask(handle: Sql, taskGuid: string, { cloud, nativeId }: NodeKey): Promise<void> {
  await sql`
    insert into compute.task_node (task_guid, cloud, native_id)
    select ${taskGuid}, n.cloud, n.native_id from compute.node n where n.cloud = ${cloud} and n.native_id = ${nativeId}
    on conflict (task_guid) do nothing`.execute(handle);
}

/** Claims a machine for the task that will destroy it; false when another task has it or it is gone. `before` is the claim that was seen to be over. */
export async function claimRemoval(
  handle: Sql,
  { cloud, nativeId }: NodeKey,
  taskGuid: string,
  before: string | null,
): Promise<boolean> {
  const { rows } = await sql`
    update compute.node set removal_task = ${taskGuid}
    where cloud = ${cloud} and native_id = ${nativeId} and (removal_task = ${taskGuid} or removal_task is not distinct from ${before})
    returning native_id`.execute(handle);
  return rows.length > 0;
}
