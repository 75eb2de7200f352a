import { keyOf } from '../../../schema/global-id.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { Account } from '../../kernel/identity/account.js';
import { seesAllTenants, type Role, type Viewer } from '../../kernel/identity/viewer.js';
import type { CoreServices } from './core-services.js';
import { accountsByKey } from './identity-by-key.js';
import { refuseUnkeepable } from './wall.js';

/** An account to be created, as an administrator asks for it. */
export interface AccountWanted {
  readonly name: string;
  readonly password: string;
  readonly role: Role;
  readonly tenantId?: string | null | undefined;
  readonly userId?: string | null | undefined;
}

/** Creates an account; an administrator of one tenant creates accounts of this tenant only. */
export function createAccount(
  services: CoreServices,
  viewer: Viewer,
  wanted: AccountWanted,
): Promise<Account> {
  const { name, password, role, userId } = wanted;
  refuseUnkeepable([wanted.tenantId, userId]);
  return services.identity.accounts.create({
    name,
    password,
    role,
    userId,
    tenantId: tenantFor(viewer, wanted.tenantId, viewer.tenantId),
  });
}

/** Sets role and, when given, tenant of an account. */
export async function setAccountRole(
  services: CoreServices,
  viewer: Viewer,
  id: string,
  role: Role,
  tenantId: string | null | undefined,
): Promise<Account> {
  refuseUnkeepable([tenantId]);
  const account = await managedAccount(services, viewer, id);
  return services.identity.accounts.setRole(
    account.uuid,
    role,
    tenantFor(viewer, tenantId, account.tenantId),
  );
}

/** The account of a global id; NOT_FOUND when there is none that the viewer may see. */
export async function managedAccount(services: CoreServices, viewer: Viewer, id: string): Promise<Account> {
  const key = keyOf('Account', id);
  const account = key === undefined ? undefined : (await accountsByKey(services, viewer, [key])).get(key);
  if (!account) throw new Fault('NOT_FOUND', 'There is no such account.');
  return account;
}

function tenantFor(viewer: Viewer, wanted: string | null | undefined, usual: string | null): string | null {
  const tenantId = wanted === undefined ? usual : wanted;
  if (seesAllTenants(viewer) || tenantId === viewer.tenantId) return tenantId;
  throw new Fault('FORBIDDEN', 'An administrator of one tenant manages the accounts of this tenant only.');
}
