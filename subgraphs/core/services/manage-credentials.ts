import { keyOf } from '../../../schema/global-id.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { ApiToken } from '../../kernel/identity/api-token.js';
import type { CreatedApiToken } from '../../kernel/identity/api-tokens.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { CoreServices } from './core-services.js';
import { apiTokensByKey, sessionsByKey } from './identity-by-key.js';
import { managedAccount } from './manage-accounts.js';
import { administers, refuseUnkeepable, requireWriteScope } from './wall.js';

/** An API token to be created, as its owner or an administrator asks for it. */
export interface ApiTokenWanted {
  /** Global id of the account; the viewer's own when absent. */
  readonly accountId?: string | null | undefined;
  readonly name: string;
  readonly scopes?: readonly string[] | null | undefined;
  readonly expiresAt?: Date | null | undefined;
}

/** Creates an API token for the viewer or, by an administrator, for another. A token cannot create tokens: they would outlive it. */
export async function createApiToken(
  services: CoreServices,
  viewer: Viewer,
  wanted: ApiTokenWanted,
): Promise<CreatedApiToken> {
  if (viewer.kind !== 'account')
    throw new Fault('FORBIDDEN', 'Sign in with name and password to create an API token.');
  refuseUnkeepable([wanted.name]);
  const accountId =
    wanted.accountId == null
      ? viewer.accountId
      : (await managedAccount(services, viewer, wanted.accountId)).uuid;
  if (accountId === null || (accountId !== viewer.accountId && !administers(viewer)))
    throw new Fault('NOT_FOUND', 'There is no such account.');
  const { name, scopes, expiresAt } = wanted;
  return services.identity.apiTokens.create({ accountId, name, scopes, expiresAt });
}

/** Revokes an API token that the viewer sees. */
export async function revokeApiToken(services: CoreServices, viewer: Viewer, id: string): Promise<ApiToken> {
  requireWriteScope(viewer);
  const key = keyOf('ApiToken', id);
  const found = key === undefined ? undefined : (await apiTokensByKey(services, viewer, [key])).get(key);
  if (!found) throw new Fault('NOT_FOUND', 'There is no such token.');
  return services.identity.apiTokens.revoke(found.uuid);
}

/** Ends a login session that the viewer sees. */
export async function revokeLoginSession(services: CoreServices, viewer: Viewer, id: string): Promise<void> {
  requireWriteScope(viewer);
  const key = keyOf('LoginSession', id);
  const found = key === undefined ? undefined : (await sessionsByKey(services, viewer, [key])).get(key);
  if (!found) throw new Fault('NOT_FOUND', 'There is no such session; it may have ended already.');
  await services.identity.sessions.end(found.hash);
}
