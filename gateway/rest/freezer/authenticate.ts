import { readFileSync } from 'node:fs';
import { ConfigError } from '../../../subgraphs/kernel/config/load.js';
import type { ConfigOf } from '../../../subgraphs/kernel/config/row.js';
import { anonymous, type Viewer } from '../../../subgraphs/kernel/identity/viewer.js';
import type { LegacyRequest, Row } from '../route.js';
import type { freezerConfig } from './config.js';
import { admitted, refuseUnacceptable } from './edition.js';
import { unauthorized } from './faults.js';
import {
  openIdentity,
  serverIdentity,
  staticIdentity,
  trustedHeaderIdentity,
  type IdentityMode,
  type ServerAccounts,
} from './identity-mode.js';
import { keystoneIdentity } from './keystone-identity.js';
import type { KeystoneTokens } from './keystone-tokens.js';
import { ProxyList } from '../proxy-list.js';
import { readStaticTokens } from './static-tokens.js';

type FreezerConfig = ConfigOf<typeof freezerConfig>;

/** Makes the dialect's door: who is not let in gets 401 or 403, open rows let anybody in (freezer.md §2). */
export function authenticator(mode: IdentityMode, identityUri: string | undefined) {
  return async (request: LegacyRequest, row: Row | undefined): Promise<Viewer> => {
    refuseUnacceptable(request);
    if (row?.access === 'public') return anonymous;
    const viewer = await mode(request);
    if (!viewer) throw unauthorized(identityUri ?? `${request.origin}/v3`);
    return admitted(viewer, request, row);
  };
}

/** What an identity mode may need of the server. */
export interface IdentityNeeds {
  readonly accounts: ServerAccounts;
  /** In the mode `keystone`. */
  readonly keystone: KeystoneTokens | undefined;
}

/** The identity mode of a configuration. Throws a ConfigError with what is missing or not valid. */
export function identityMode(config: FreezerConfig, { accounts, keystone }: IdentityNeeds): IdentityMode {
  if (keystone) return keystoneIdentity(keystone);
  switch (config.identity) {
    case 'keystone':
      throw new Error('The identity mode keystone needs a Keystone to ask.');
    case 'auto':
      return serverIdentity(accounts);
    case 'none':
      return openIdentity();
    case 'static':
      return staticIdentity(tokensOf(config));
    case 'trusted-headers':
      return trustedHeaderIdentity(proxiesOf(config));
  }
}

/**
 * What stands against listening with these settings on an address; undefined when nothing does. The
 * mode `none` believes everybody, so it is for this machine alone unless somebody says otherwise.
 */
export function refuseOpenIdentity(
  config: FreezerConfig,
  host: string,
  loopback: boolean,
): string | undefined {
  if (config.identity !== 'none' || loopback || config.insecure) return undefined;
  return `the Freezer API would believe everybody on ${host}: set INFRAGRAPH_FREEZER_IDENTITY to keystone, static or trusted-headers, listen on 127.0.0.1, or set INFRAGRAPH_FREEZER_INSECURE=true if the network is yours alone`;
}

/** The warning to be logged at start; undefined when there is none. */
export function identityWarning(config: FreezerConfig): string | undefined {
  if (config.identity !== 'none') return undefined;
  return 'The Freezer API asks for no token and believes the identity headers it is sent (INFRAGRAPH_FREEZER_IDENTITY is none)';
}

function tokensOf({ tokens }: FreezerConfig): ReturnType<typeof readStaticTokens> {
  if (tokens === undefined)
    throw new ConfigError(['INFRAGRAPH_FREEZER_TOKENS must be set in the identity mode static']);
  return attempt('INFRAGRAPH_FREEZER_TOKENS', () => readStaticTokens(readText(tokens)));
}

function proxiesOf({ trustedProxies }: FreezerConfig): ProxyList {
  if (trustedProxies.length === 0) {
    throw new ConfigError([
      'INFRAGRAPH_FREEZER_TRUSTED_PROXIES must be set in the identity mode trusted-headers',
    ]);
  }
  return attempt('INFRAGRAPH_FREEZER_TRUSTED_PROXIES', () => new ProxyList(trustedProxies));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Error(`the token file ${file} cannot be read`);
  }
}

function attempt<T>(key: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new ConfigError([`${key}: ${error instanceof Error ? error.message : 'is not valid'}`]);
  }
}
