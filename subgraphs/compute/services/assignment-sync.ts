import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';

/**
 * Brings the built-in assignment records of a cloud level with its machines, inside the transaction that
 * changed them: a new machine is FREE, a free one that is gone has no record, an assigned one that is
 * gone is FAULTY until it is back. A record being released is its task's business.
 */
export async function syncAssignments(handle: Sql, cloud: string): Promise<void> {
  await sql`
    with missing as (
      insert into compute.assignment (cloud, node_id, host_name, status)
      select n.cloud, n.native_id, n.name, 'FREE' from compute.node n
      where n.cloud = ${cloud} and not exists (select from compute.assignment a where a.cloud = n.cloud and a.node_id = n.native_id)
      order by n.position, n.native_id
      on conflict (cloud, node_id) do nothing),
    back as (
      update compute.assignment a set host_name = n.name, changed_at = now(),
        status = case when a.status <> 'FAULTY' then a.status when a.user_name is null then 'FREE' else 'ASSIGNED' end
      from compute.node n where a.cloud = ${cloud} and n.cloud = a.cloud and n.native_id = a.node_id
        and (a.status = 'FAULTY' or a.host_name <> n.name)),
    lost as (
      update compute.assignment a set status = 'FAULTY', changed_at = now()
      where a.cloud = ${cloud} and a.status = 'ASSIGNED'
        and not exists (select from compute.node n where n.cloud = a.cloud and n.native_id = a.node_id))
    delete from compute.assignment a where a.cloud = ${cloud} and a.status = 'FREE'
      and not exists (select from compute.node n where n.cloud = a.cloud and n.native_id = a.node_id)`.execute(
    handle,
  );
}

/** Takes away the record of a machine that is gone for good. */
export async function removeAssignment(handle: Sql, cloud: string, nodeId: string): Promise<void> {
  await sql`
    delete from compute.assignment a where a.cloud = ${cloud} and a.node_id = ${nodeId}
      and not exists (select from compute.node n where n.cloud = a.cloud and n.native_id = a.node_id)`.execute(
    handle,
  );
}

/** Takes away what was said of an earlier machine with the id of a new one. */
export async function forgetAssignment(handle: Sql, cloud: string, nodeId: string): Promise<void> {
  await sql`delete from compute.assignment where cloud = ${cloud} and node_id = ${nodeId}`.execute(handle);
}
