import {
  choice,
  flag,
  integer,
  list,
  optionalPath,
  optionalText,
} from '../../../subgraphs/kernel/config/row.js';
import { keystoneConfig } from './keystone-config.js';
import type { ConfigRows } from '../../../subgraphs/kernel/config/row.js';

/** Settings of the Freezer API. */
export const freezerConfig = {
  ...keystoneConfig,
  identity: choice(
    'INFRAGRAPH_FREEZER_IDENTITY',
    ['auto', 'none', 'static', 'trusted-headers', 'keystone'],
    'auto',
    'Who the callers of the Freezer API are: auto is none while the server has no account and asks for a session or API token of this server from the first account on, none takes their word for it, static asks for a token of INFRAGRAPH_FREEZER_TOKENS, trusted-headers believes the identity headers of a proxy in front, keystone asks the Keystone of INFRAGRAPH_KEYSTONE_AUTH_URL.',
  ),
  tokens: optionalPath(
    'INFRAGRAPH_FREEZER_TOKENS',
    'JSON file with the tokens of the mode static: a list of {"token" or "token_sha256", "user_id", "user_name", "project_id", "roles"}; without "roles" a token reads and writes.',
  ),
  trustedProxies: list(
    'INFRAGRAPH_FREEZER_TRUSTED_PROXIES',
    [],
    'Addresses and networks, such as 10.0.0.0/8, whose identity headers the mode trusted-headers believes.',
  ),
  identityUri: optionalText(
    'INFRAGRAPH_FREEZER_IDENTITY_URI',
    'Address of the identity service, named to callers without a valid token; when not set Keystone in the mode keystone, else this server.',
  ),
  insecure: flag(
    'INFRAGRAPH_FREEZER_INSECURE',
    false,
    'Allows the mode none on other than loopback addresses. Everybody who reaches the port can be any user of the Freezer API.',
  ),
  spellings: choice(
    'INFRAGRAPH_FREEZER_SPELLINGS',
    ['auto', 'always', 'never'],
    'auto',
    'Whether answers add the later names of metadata (hostname, time_stamp, curr_backup_level, path_to_backup); auto adds them for python-freezerclient, which cannot list backups without them.',
  ),
  status753: flag(
    'INFRAGRAPH_FREEZER_STATUS_753',
    false,
    'Answers malformed JSON with the status 753 of the original instead of 400.',
  ),
  bodyBytes: integer(
    'INFRAGRAPH_FREEZER_BODY_BYTES',
    1024 * 1024 + 64 * 1024,
    'Largest body of a request to the Freezer API, in bytes; a little more than INFRAGRAPH_METADATA_DOCUMENT_BYTES.',
    { min: 1024, max: 32 * 1024 * 1024 },
  ),
} satisfies ConfigRows;
