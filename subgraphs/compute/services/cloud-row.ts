import { sql } from 'kysely';
import type { Store } from '../../kernel/database/store.js';
import { Cloud } from '../entities/cloud.js';
import type { Clouds, OpenCloud } from './clouds.js';

/** What the table keeps of a cloud for clients. */
export interface CloudRow {
  name: string;
  reachable: boolean | null;
  last_error: string | null;
  refreshed_at: string | null;
}

/** A configured cloud; what the table knows of it is read when it is asked for. */
export function toCloud(cloud: OpenCloud): Cloud {
  return Object.assign(new Cloud(), {
    name: cloud.name,
    position: cloud.position,
    isDefault: cloud.isDefault,
    provider: cloud.provider,
    providerName: cloud.providerName,
    host: cloud.host,
    configured: true,
  });
}

/** The configured cloud of a name; null when there is none. */
export function cloudNamed(clouds: Clouds, name: string): Cloud | null {
  const cloud = clouds.find(name);
  return cloud ? toCloud(cloud) : null;
}

/** What the table keeps of these clouds, by one statement; null for one it does not know. */
export async function cloudRows(store: Store, names: readonly string[]): Promise<(CloudRow | null)[]> {
  const { rows } = await sql<CloudRow>`
    select name, reachable, last_error, refreshed_at from compute.cloud where name in (${sql.join(names)})`.execute(
    store.sql,
  );
  const byName = new Map(rows.map((row) => [row.name, row]));
  return names.map((name) => byName.get(name) ?? null);
}
