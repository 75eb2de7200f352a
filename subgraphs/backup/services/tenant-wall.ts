import { sql, type RawBuilder } from 'kysely';
import { Fault } from '../../kernel/errors/fault.js';
import { seesAllTenants, type Viewer } from '../../kernel/identity/viewer.js';

/** The condition that keeps tenants apart on rows with a `tenant_id`: a confined viewer sees its own alone. */
export function wallOf(viewer: Viewer, alias: string): RawBuilder<boolean> {
  return seesAllTenants(viewer)
    ? sql<boolean>`true`
    : sql<boolean>`${sql.ref(`${alias}.tenant_id`)} = ${viewer.tenantId}`;
}

/** FORBIDDEN for who is confined to a tenant: what belongs to all is not one tenant's to change. */
export function refuseConfined(viewer: Viewer): void {
  if (!seesAllTenants(viewer)) throw new Fault('FORBIDDEN', 'This is for those who see every tenant.');
}
