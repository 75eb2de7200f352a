import { sql } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import type { Sql } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { HypervisorManager } from '../entities/hypervisor-manager.js';
import type { HypervisorManagerType } from '../entities/platform-words.js';
import { textIn, textWithin } from './filter-conditions.js';
import { readGuid } from './guid.js';
import { guidIn, listPage, type ListKind } from './list-page.js';
import { wallOf } from './tenant-wall.js';

/** What a list of managers can be ordered by. */
export type ManagerOrderField = 'NAME' | 'CREATED_AT';

/** Managers as lists need them. */
export const managerKind: ListKind<HypervisorManager, ManagerOrderField> = {
  entity: HypervisorManager,
  from: sql`backup.hypervisor_manager t`,
  orders: {
    NAME: { expression: sql`t.name collate "C"`, type: 'text' },
    CREATED_AT: { expression: sql`t.created_at`, type: 'timestamptz' },
  },
  usual: { field: 'NAME', direction: 'ASC' },
};

/** What a list of managers is narrowed to. */
export interface ManagerFilter {
  readonly guids?: readonly string[] | null | undefined;
  readonly types?: readonly HypervisorManagerType[] | null | undefined;
  readonly drivers?: readonly string[] | null | undefined;
  readonly text?: string | null | undefined;
  readonly backup?: string | null | undefined;
}

/** What a list of managers is asked for. */
export interface ManagerListing {
  readonly viewer: Viewer;
  readonly page: PageArgs;
  readonly filter?: ManagerFilter | null | undefined;
  readonly orderBy?:
    | { readonly field: ManagerOrderField; readonly direction: 'ASC' | 'DESC' }
    | null
    | undefined;
}

/** A page of managers. Those that can take a backup come with the one of its machine first (vprotect.md 3.8). */
export function listManagers(
  handle: Sql,
  { viewer, page, filter, orderBy }: ManagerListing,
): Promise<Page<HypervisorManager>> {
  const { guids, types, drivers, text, backup } = filter ?? {};
  const where = [
    guidIn('t.guid', guids),
    textIn(sql`t.type`, types),
    textIn(sql`t.driver`, drivers),
    textWithin([sql`t.name`, sql`t.url`], text),
  ];
  if (backup == null) return listPage(handle, managerKind, { page, orderBy, where });
  const own = sql`(select v.manager_guid from backup.backup b join backup.virtual_machine v on v.guid = b.vm_guid
    where b.guid = ${readGuid(backup) ?? null}::uuid and ${wallOf(viewer, 'b')})`;
  const able = sql`t.driver = (select m.driver from backup.hypervisor_manager m where m.guid = ${own})`;
  const ownFirst: typeof managerKind = {
    ...managerKind,
    orders: { ...managerKind.orders, NAME: { expression: sql`(t.guid <> ${own})::int`, type: 'integer' } },
  };
  return listPage(handle, orderBy ? managerKind : ownFirst, { page, orderBy, where: [...where, able] });
}
