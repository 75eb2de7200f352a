import { sql, type RawBuilder } from 'kysely';
import { seesAllTenants, type Viewer } from '../../kernel/identity/viewer.js';

/** The condition on machines (alias `n`) that keeps tenants apart: a confined viewer sees those of its tenant only. */
export function wallOf(viewer: Viewer): RawBuilder<boolean> {
  return seesAllTenants(viewer) ? sql<boolean>`true` : sql<boolean>`n.tenant_id = ${viewer.tenantId}`;
}

/** The same for what an event carries. */
export function maySeeTenant(viewer: Viewer, tenantId: string | null): boolean {
  return seesAllTenants(viewer) || (tenantId !== null && tenantId === viewer.tenantId);
}
