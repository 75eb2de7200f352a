import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import { accessKinds } from '../drivers/driver.js';
import type { AccessRequest } from './access-request.js';

/** What makes two registrations the same. */
export interface AccessIdentity {
  readonly vendor: string;
  readonly model: string;
  /** Not compared when absent, as the attributes. */
  readonly storageName?: string | null | undefined;
  readonly extraAttributes?: Readonly<Record<string, unknown>> | null | undefined;
  readonly access: AccessRequest;
}

/**
 * Whether a live storage is reached the same way (section 7.1, step 3): equal driver, name and attributes
 * where given, and for every way to reach it an equal host and port. User and password do not count.
 */
export async function isRegistered(handle: Sql, wish: AccessIdentity): Promise<boolean> {
  const conditions = [sql`a.vendor = ${wish.vendor}`, sql`a.model = ${wish.model}`];
  if (wish.storageName != null) conditions.push(sql`a.storage_name = ${wish.storageName}`);
  if (wish.extraAttributes != null)
    conditions.push(sql`a.extra_attributes::jsonb = ${JSON.stringify(wish.extraAttributes)}::jsonb`);
  for (const kind of accessKinds) {
    const point = wish.access[kind];
    if (!point) continue;
    const column = sql.ref(`a.${kind}`);
    conditions.push(sql`${column} ->> 'host' = ${point.host ?? null}`);
    conditions.push(sql`${column} ->> 'port' is not distinct from ${point.port?.toString() ?? null}`);
  }
  const { rows } = await sql`
    select from storage.access_info a join storage.storage s on s.id = a.storage_id
    where s.deleted_at is null and ${sql.join(conditions, sql` and `)} limit 1`.execute(handle);
  return rows.length > 0;
}
