import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { Sql } from '../../kernel/database/store.js';
import type { BackupDestination } from '../entities/backup-destination.js';
import type {
  BackupDestinationFilter,
  BackupDestinationOrder,
} from '../resolvers/backup-destination.inputs.js';
import { destinationKind } from './backup-kinds.js';
import { readGuid } from './guid.js';
import type { Listing } from './list-backups.js';
import { guidIn, listPage, wordIn } from './list-page.js';
import { wallOf } from './tenant-wall.js';

/** Destinations, by name unless told. They belong to all tenants (vprotect.md 2.4). */
export function listDestinations(
  handle: Sql,
  { viewer, page, filter, orderBy }: Listing<BackupDestinationFilter, BackupDestinationOrder>,
): Promise<Page<BackupDestination>> {
  return listPage(handle, destinationKind, {
    page,
    orderBy,
    where: [
      guidIn('t.guid', filter?.guids),
      wordIn('t.type', filter?.types),
      filter?.isDefault == null ? sql`true` : sql`t.is_default = ${filter.isDefault}`,
      filter?.usableFor == null ? sql`true` : usableFor(filter.usableFor, wallOf(viewer, 'v')),
    ],
  });
}

/** Open to all machines, or named by a rule of the policy of each of these. */
function usableFor(machines: readonly string[], wall: RawBuilder<boolean>): RawBuilder<unknown> {
  const known = machines.flatMap((guid) => readGuid(guid) ?? []);
  if (known.length < machines.length) return sql`false`;
  return sql`not exists (select from unnest(${known}::uuid[]) as m(guid) where not exists (
    select from backup.virtual_machine v where v.guid = m.guid and ${wall} and (t.visible_for_all_vms or exists (
      select from backup.rule r join backup.rule_destination d on d.rule_guid = r.guid
      where r.policy_guid = v.policy_guid and d.destination_guid = t.guid))))`;
}
