import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { wallOf } from './tenant-wall.js';

/**
 * Removes the machines that vanished and of which no backup can be restored (vprotect.md 3.1, `all-non-present`), of
 * one tenant if told, and those alone whose GUIDs are given if so. One that some work is about right now stays.
 */
export async function removeVanished(
  handle: Sql,
  viewer: Viewer,
  {
    tenantId,
    guids,
  }: { readonly tenantId?: string | undefined; readonly guids?: readonly string[] | undefined },
): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from backup.virtual_machine v
    where not v.present and not v.restorable and ${wallOf(viewer, 'v')}
      and ${tenantId === undefined ? sql`true` : sql`v.tenant_id = ${tenantId}`}
      and ${guids === undefined ? sql`true` : sql`v.guid = any(${[...guids]}::uuid[])`}
      and not exists (
        select from backup.backup b where b.vm_guid = v.guid and b.status in ('QUEUED', 'INPROGRESS'))`.execute(
    handle,
  );
  return Number(numAffectedRows ?? 0);
}
