import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { withDriverFaults } from '../drivers/driver-fault.js';
import { readGuid } from './guid.js';
import { managerAccess, managerNotFound, sealSecret } from './manager-access.js';
import { checkManager, type ManagerChange, type ManagerWish, type NewManager } from './manager-input.js';
import type { BackupParts } from './parts.js';
import { refuseConfined } from './tenant-wall.js';
import { beginSync } from './start-sync.js';

/** A registered manager and its first read. */
export interface RegisteredManager {
  readonly guid: string;
  readonly taskGuid: string;
}

/**
 * Registers a manager, once it has answered, and begins to read its inventory. BAD_USER_INPUT for a wrong wish,
 * CONFLICT (NAME_NOT_UNIQUE) for a name that is taken; the fault of its driver when the manager does not let us in.
 */
export async function createManager(
  parts: BackupParts,
  wish: NewManager,
  viewer: Viewer,
): Promise<RegisteredManager> {
  refuseConfined(viewer);
  const { driver, url, settings, secret, name } = wish;
  const syncInterval = wish.syncInterval ?? parts.config.syncInterval;
  await withDriverFaults(() => checkManager(parts, driver, { ...wish, syncInterval }));
  const guid = crypto.randomUUID();
  const trusted = url === parts.config.orchestratorUrl;
  await withDriverFaults(async () => {
    const opened = parts.drivers.opened({ guid, driver, url, settings, secret, trusted, version: '' });
    try {
      await opened.checkAccess(new AbortController().signal);
    } finally {
      await opened.close();
    }
  });
  const type = wish.type ?? parts.drivers.type(driver)?.managerType ?? 'OPENSTACK';
  return uniquely(name, () =>
    parts.store.transaction(async (tx) => {
      await sql`
        insert into backup.hypervisor_manager (guid, name, driver, type, url, settings, secret, sync_interval_ms)
        values (${guid}, ${name}, ${driver}, ${type}, ${url}, ${JSON.stringify(settings)}::jsonb,
          ${sealSecret(parts.secrets, guid, secret)}, ${syncInterval})`.execute(tx.sql);
      return { guid, taskGuid: await beginSync(parts, tx, guid, name, viewer) };
    }),
  );
}

/** Changes a manager. NOT_FOUND when there is none; otherwise as `createManager`, but nobody is called. */
export async function updateManager(
  parts: BackupParts,
  managerGuid: string,
  change: ManagerChange,
  viewer: Viewer,
): Promise<string> {
  refuseConfined(viewer);
  const { store, secrets, config } = parts;
  const access = await managerAccess(store.sql, secrets, config, managerGuid);
  const { guid } = access;
  const { rows } = await sql<{ name: string; sync_interval_ms: number }>`
    select name, sync_interval_ms from backup.hypervisor_manager where guid = ${guid}`.execute(store.sql);
  const [kept] = rows;
  if (!kept) throw managerNotFound(guid);
  const wish: ManagerWish = {
    name: change.name ?? kept.name,
    url: change.url ?? access.url,
    settings: change.settings ?? access.settings,
    syncInterval: change.syncInterval ?? Number(kept.sync_interval_ms),
    secret: { ...access.secret, ...given(change.secret ?? {}) },
  };
  await withDriverFaults(() => checkManager(parts, access.driver, wish));
  const sealed = change.secret ? sealSecret(secrets, guid, wish.secret) : sql`secret`;
  const { numAffectedRows } = await uniquely(wish.name, () =>
    sql`
      update backup.hypervisor_manager set name = ${wish.name}, url = ${wish.url},
        settings = ${JSON.stringify(wish.settings)}::jsonb, sync_interval_ms = ${wish.syncInterval}, secret = ${sealed},
        type = coalesce(${change.type ?? null}, type), changed_at = clock_timestamp()
      where guid = ${guid}`.execute(store.sql),
  );
  if (!numAffectedRows) throw managerNotFound(guid);
  return guid;
}

/**
 * Removes a manager with everything it told of. CONFLICT (IN_USE) while a backup of one of its machines can
 * be restored, because the machines are what backups are found by.
 */
export async function deleteManager(
  parts: BackupParts,
  managerGuid: string,
  viewer: Viewer,
): Promise<string> {
  refuseConfined(viewer);
  const guid = readGuid(managerGuid);
  if (!guid) throw managerNotFound(managerGuid);
  await parts.store.transaction(async (tx) => {
    const { rows } = await sql`
      select from backup.hypervisor_manager where guid = ${guid} for update`.execute(tx.sql);
    if (rows.length === 0) throw managerNotFound(managerGuid);
    if (await hasRestorable(tx, guid))
      throw new Fault('CONFLICT', 'Backups of its machines can still be restored; delete them first.', {
        details: { reason: 'IN_USE' },
      });
    await sql`delete from backup.hypervisor_manager where guid = ${guid}`.execute(tx.sql);
  });
  return guid;
}

async function hasRestorable(tx: Tx, guid: string): Promise<boolean> {
  const { rows } = await sql`
    select from backup.virtual_machine where manager_guid = ${guid} and restorable limit 1`.execute(tx.sql);
  return rows.length > 0;
}

function given<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** A name that is taken becomes the fault for it. */
async function uniquely<R>(name: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    for (let e: unknown = error; e instanceof Error; e = e.cause)
      if ('code' in e && e.code === '23505')
        throw new Fault('CONFLICT', `A hypervisor manager named "${name}" exists already.`, {
          details: { reason: 'NAME_NOT_UNIQUE' },
          cause: error,
        });
    throw error;
  }
}
