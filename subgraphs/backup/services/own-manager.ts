import { sql } from 'kysely';
import type { BackupParts } from './parts.js';

const ownName = 'orchestrator';

/**
 * Registers the Orchestrator API that the configuration names, under the name "orchestrator", or brings its
 * address up to date. One of that name that a person has registered is left alone.
 */
export async function keepOwnManager({ store, config }: BackupParts): Promise<void> {
  const { orchestratorUrl: url, syncInterval } = config;
  if (url === undefined || url === 'off') return;
  await sql`
    insert into backup.hypervisor_manager as m (name, driver, type, url, settings, sync_interval_ms, own)
    values (${ownName}, 'orchestrator', 'OPENSTACK', ${url}, '{}', ${syncInterval}, true)
    on conflict (name) do update set url = excluded.url, changed_at = now()
    where m.own and m.url <> excluded.url`.execute(store.sql);
}
