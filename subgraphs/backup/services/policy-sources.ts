import { sql, type RawBuilder } from 'kysely';
import { seesAllTenants, type Viewer } from '../../kernel/identity/viewer.js';
import { isStorableText } from '../../kernel/database/storable.js';
import { wallOf } from './tenant-wall.js';

/** Condition on policies that a viewer may see: its tenant's, and those opened to it (vprotect.md 2.4). */
export function policyWall(viewer: Viewer, alias: string): RawBuilder<boolean> {
  if (seesAllTenants(viewer)) return sql<boolean>`true`;
  const column = (name: string): RawBuilder<unknown> => sql.ref(`${alias}.${name}`);
  return sql<boolean>`(${wallOf(viewer, alias)} or ${column('visible_for_all_projects')} or exists (
    select from backup.project j where j.guid = any(${column('projects')}) and j.uuid = ${viewer.tenantId}))`;
}

/** The same on rules, which are seen with their policy. */
export function ruleWall(viewer: Viewer, alias: string): RawBuilder<boolean> {
  if (seesAllTenants(viewer)) return sql<boolean>`true`;
  return sql<boolean>`exists (
    select from backup.policy w where w.guid = ${sql.ref(`${alias}.policy_guid`)} and ${policyWall(viewer, 'w')})`;
}

/** What belongs to no tenant is for those who see all. */
export function commonWall(viewer: Viewer): RawBuilder<boolean> {
  return seesAllTenants(viewer) ? sql<boolean>`true` : sql<boolean>`false`;
}

/** Condition that a column is this text; one the database could not hold equals nothing. */
export function textIs(column: string, text: string | null | undefined): RawBuilder<unknown> {
  if (text == null) return sql`true`;
  return isStorableText(text) ? sql`${sql.ref(column)} = ${text}` : sql`false`;
}

/** Condition that a flag is set or not. */
export function flagIs(column: string, flag: boolean | null | undefined): RawBuilder<unknown> {
  return flag == null ? sql`true` : sql`${sql.ref(column)} = ${flag}`;
}
