import { Cloud } from '../entities/cloud.js';
import type { OpenCloud } from './clouds.js';

/** What the table keeps of a cloud for clients. */
export interface CloudRow {
  name: string;
  reachable: boolean | null;
  last_error: string | null;
  refreshed_at: string | null;
}

/** A configured cloud with what the table knows of it. */
export function toCloud(cloud: OpenCloud, row: CloudRow | undefined): Cloud {
  return Object.assign(new Cloud(), {
    name: cloud.name,
    position: cloud.position,
    isDefault: cloud.isDefault,
    provider: cloud.provider,
    providerName: cloud.providerName,
    host: cloud.host,
    configured: true,
    reachable: row?.reachable ?? null,
    lastError: row?.last_error ?? null,
    refreshedAt: row?.refreshed_at == null ? null : new Date(row.refreshed_at),
  });
}
