import { Fault } from '../../kernel/errors/fault.js';
import { seesAllTenants, type Viewer } from '../../kernel/identity/viewer.js';
import { readText } from './read-values.js';

/** Whose something is, and whether its name is unique for that tenant alone. */
export interface Owner {
  readonly tenantId: string | null;
  readonly nameScoped: boolean;
}

/** Whose something made or changed by a viewer is. FORBIDDEN for another tenant than the one it is confined to. */
export function ownerOf(
  viewer: Viewer,
  wish: { readonly tenantId?: string | null | undefined; readonly nameScoped?: boolean | null | undefined },
): Owner {
  const given = readText(wish.tenantId, 'tenantId', 255);
  if (!seesAllTenants(viewer) && given !== null && given !== viewer.tenantId)
    throw new Fault('FORBIDDEN', 'This belongs to another tenant than yours.');
  const tenantId = given ?? viewer.tenantId;
  return { tenantId, nameScoped: tenantId !== null && (wish.nameScoped ?? viewer.tenantId !== null) };
}
