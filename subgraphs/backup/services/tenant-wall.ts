import { sql, type RawBuilder } from 'kysely';
import { seesAllTenants, type Viewer } from '../../kernel/identity/viewer.js';

/** The condition that keeps tenants apart on rows with a `tenant_id`: a confined viewer sees its own alone. */
export function wallOf(viewer: Viewer, alias: string): RawBuilder<boolean> {
  return seesAllTenants(viewer)
    ? sql<boolean>`true`
    : sql<boolean>`${sql.ref(`${alias}.tenant_id`)} = ${viewer.tenantId}`;
}
