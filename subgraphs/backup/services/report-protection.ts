import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { ProtectionSummary } from '../entities/report.js';
import { wallOf } from './tenant-wall.js';

/** How many of the present machines are protected, in one statement (vprotect.md 4.8). */
export async function protectionSummary(handle: Sql, viewer: Viewer): Promise<ProtectionSummary> {
  const { rows } = await sql<ProtectionSummary>`
    with covered as (
      select p.guid, max(s.closed_run_at) as closed
      from backup.policy p join backup.rule r on r.policy_guid = p.guid and r.active
        join backup.rule_schedule x on x.rule_guid = r.guid
        join backup.schedule s on s.guid = x.schedule_guid and s.active
      where p.active group by p.guid)
    select count(*) filter (where fresh)::int as "protected",
      count(*) filter (where not fresh)::int as "notProtected",
      count(*) filter (where fresh is null)::int as "noSchedule"
    from (select case when c.guid is not null
        then v.last_backup_at is not null and (c.closed is null or v.last_backup_at >= c.closed) end as fresh
      from backup.virtual_machine v left join covered c on c.guid = v.policy_guid
      where v.present and ${wallOf(viewer, 'v')}) m`.execute(handle);
  return Object.assign(new ProtectionSummary(), rows[0]);
}
