import { sql } from 'kysely';

/**
 * The row of `backup.rule_destination` that says how long a backup is kept in a place: of the rule that made it, else of
 * the first rule of its machine's policy that stores there. `l` is the place, `b` the backup, `v` its machine, if any.
 */
export const ruleOfPlace = sql`(
  select d.* from backup.rule_destination d join backup.rule r on r.guid = d.rule_guid
  where d.destination_guid = l.destination_guid and (d.rule_guid = b.rule_guid and d.role_type = l.role_type
    or b.rule_guid is null and r.policy_guid = v.policy_guid and r.active and d.active)
  order by d.role_type = l.role_type desc, r.position, r.guid limit 1)`;
