import { sql, type RawBuilder } from 'kysely';
import { seesAllTenants, type Viewer } from '../../kernel/identity/viewer.js';
import { Credential } from '../entities/credential.js';
import { Firing } from '../entities/firing.js';
import { MailingList } from '../entities/mailing-list.js';
import { Policy } from '../entities/policy.js';
import { Rule, RuleDestination } from '../entities/rule.js';
import { Schedule } from '../entities/schedule.js';
import type { Source } from './list-entities.js';
import { wallOf } from './tenant-wall.js';

export const schedules: Source<Schedule> = { entity: Schedule, table: 'backup.schedule', alias: 's' };
export const policies: Source<Policy> = { entity: Policy, table: 'backup.policy', alias: 'p' };
export const rules: Source<Rule> = { entity: Rule, table: 'backup.rule', alias: 'r' };
export const ruleDestinations: Source<RuleDestination> = {
  entity: RuleDestination,
  table: 'backup.rule_destination',
  alias: 'd',
};
export const firingRows: Source<Firing> = { entity: Firing, table: 'backup.firing', alias: 'f' };
export const mailingLists: Source<MailingList> = {
  entity: MailingList,
  table: 'backup.mailing_list',
  alias: 'm',
};
export const credentials: Source<Credential> = {
  entity: Credential,
  table: 'backup.credential',
  alias: 'c',
};

/** Condition on policies `p` that a viewer may see: its tenant's, and those opened to it (vprotect.md 2.4). */
export function policyWall(viewer: Viewer): RawBuilder<boolean> {
  if (seesAllTenants(viewer)) return sql<boolean>`true`;
  return sql<boolean>`(${wallOf(viewer, 'p')} or p.visible_for_all_projects or exists (
    select from backup.project j where j.guid = any(p.projects) and j.uuid = ${viewer.tenantId}))`;
}

/** The same on rules `r`, which are seen with their policy. */
export function ruleWall(viewer: Viewer): RawBuilder<boolean> {
  if (seesAllTenants(viewer)) return sql<boolean>`true`;
  return sql<boolean>`exists (select from backup.policy p where p.guid = r.policy_guid and ${policyWall(viewer)})`;
}

/** What belongs to no tenant is for those who see all. */
export function commonWall(viewer: Viewer): RawBuilder<boolean> {
  return seesAllTenants(viewer) ? sql<boolean>`true` : sql<boolean>`false`;
}
