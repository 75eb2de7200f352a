import { sql, type RawBuilder } from 'kysely';
import { keyOf } from '../../../schema/global-id.js';
import type { Sql } from '../../kernel/database/store.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { BackupClient } from '../entities/backup-client.js';
import { clientColumns, toBackupClient, type BackupClientRow } from './backup-client-row.js';
import type { MetadataParts } from './parts.js';
import { inTenant, isKeepable, ownFirst, visibleTo } from './wall.js';

/** Names one client: by its global id, or by its client id, of one user or tenant when given. */
export interface ClientLocator {
  readonly id?: string | null | undefined;
  readonly clientId?: string | null | undefined;
  readonly userId?: string | null | undefined;
  /** Of several in this tenant the viewer's own is meant, else the oldest. */
  readonly tenantId?: string | null | undefined;
}

/** The client a locator names; null when the viewer sees none. BAD_USER_INPUT when it names several or nothing. */
export async function findBackupClient(
  parts: MetadataParts,
  locator: ClientLocator,
  viewer: Viewer,
): Promise<BackupClient | null> {
  const row = await findClientRow(parts.store.sql, locator, viewer);
  return row ? toBackupClient(row) : null;
}

/** The row a locator names, locked against other writers when asked for. */
export async function findClientRow(
  handle: Sql,
  locator: ClientLocator,
  viewer: Viewer,
  lock = false,
): Promise<BackupClientRow | undefined> {
  const named = clientNamedBy(locator);
  if (!named) return undefined;
  const { rows } = await sql<BackupClientRow>`
    select ${clientColumns} from metadata.backup_client
    where ${named} and ${visibleTo(viewer, locator.userId)} and ${inTenant(locator.tenantId)}
    order by ${ownFirst(viewer, locator.tenantId)}seq limit 2 ${lock ? sql`for update` : sql``}`.execute(
    handle,
  );
  if (rows.length > 1 && locator.tenantId == null) {
    throw new Fault('BAD_USER_INPUT', 'Several users have a client of this id; give "userId" as well.');
  }
  return rows[0];
}

/** The condition a locator stands for; undefined when nothing can match it. */
function clientNamedBy({ id, clientId, userId }: ClientLocator): RawBuilder<boolean> | undefined {
  if (id == null && clientId == null)
    throw new Fault('BAD_USER_INPUT', 'Give the "id" or the "clientId" of the backup client.');
  if (!isKeepable(clientId ?? '') || !isKeepable(userId ?? '')) return undefined;
  const seq = id == null ? undefined : keyOf('BackupClient', id);
  if (id != null && !/^\d{1,15}$/.test(seq ?? '')) return undefined;
  const named = id == null ? sql<boolean>`client_id = ${clientId}` : sql<boolean>`seq = ${seq}::bigint`;
  return userId == null ? named : sql<boolean>`${named} and user_id = ${userId}`;
}
