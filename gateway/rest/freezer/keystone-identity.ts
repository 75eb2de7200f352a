import { keystoneUnavailable } from './faults.js';
import { tokenOf, viewerOf, type IdentityMode } from './identity-mode.js';
import { roleOf } from './roles.js';
import type { KeystoneTokens } from './keystone-tokens.js';
import { KeystoneUnavailable } from './keystone-wire.js';

/** Mode `keystone`: whom Keystone names for the token. Identity headers of the caller are not looked at. */
export function keystoneIdentity(tokens: KeystoneTokens): IdentityMode {
  return async (request) => {
    const text = tokenOf(request);
    const token = text === undefined ? undefined : await asked(tokens, text);
    if (!token) return undefined;
    const { userId, userName, projectId, expiresAt } = token;
    const viewer = viewerOf({ userId, userName, projectId, role: roleOf(token.roles) });
    return viewer && { ...viewer, expiresAt };
  };
}

async function asked(tokens: KeystoneTokens, text: string): ReturnType<KeystoneTokens['validate']> {
  try {
    return await tokens.validate(text);
  } catch (error) {
    if (error instanceof KeystoneUnavailable) throw keystoneUnavailable();
    throw error;
  }
}
