import { sql } from 'kysely';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { readGuids } from './guid.js';
import { managerNotFound } from './manager-access.js';
import type { BackupParts } from './parts.js';
import { startSync } from './start-sync.js';
import { refuseConfined } from './tenant-wall.js';

/** Which inventories are to be read; all when nothing is given. */
export interface SyncWish {
  readonly managers?: readonly string[] | null | undefined;
  readonly hypervisors?: readonly string[] | null | undefined;
}

/**
 * Reads inventories; gives the tasks' GUIDs, one a manager. NOT_FOUND (REFERENCE_NOT_FOUND) for a manager or
 * hypervisor that is not there; nothing is read then.
 */
export async function syncInventories(
  parts: BackupParts,
  { managers, hypervisors }: SyncWish,
  viewer: Viewer,
): Promise<readonly string[]> {
  refuseConfined(viewer);
  const wanted = await managersOf(parts, managers, hypervisors);
  const tasks: string[] = [];
  for (const guid of wanted) {
    const started = await startSync(parts, guid, viewer);
    if (started) tasks.push(started.guid);
  }
  return tasks;
}

async function managersOf(
  { store }: Pick<BackupParts, 'store'>,
  managers: SyncWish['managers'],
  hypervisors: SyncWish['hypervisors'],
): Promise<readonly string[]> {
  if (managers == null && hypervisors == null) {
    const { rows } = await sql<{ guid: string }>`
      select guid from backup.hypervisor_manager order by name collate "C"`.execute(store.sql);
    return rows.map(({ guid }) => guid);
  }
  const named = [...(managers ?? []), ...(hypervisors ?? [])];
  const { rows } = await sql<{ guid: string; manager_guid: string }>`
    select guid, guid as manager_guid from backup.hypervisor_manager where guid = any(${readGuids(managers ?? [])}::uuid[])
    union all
    select guid, manager_guid from backup.hypervisor where guid = any(${readGuids(hypervisors ?? [])}::uuid[])`.execute(
    store.sql,
  );
  const found = new Map(rows.map(({ guid, manager_guid: manager }) => [guid, manager]));
  return [
    ...new Set(
      named.map((guid) => {
        const manager = found.get(guid.toLowerCase());
        if (manager === undefined) throw managerNotFound(guid);
        return manager;
      }),
    ),
  ];
}
