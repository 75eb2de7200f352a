import {
  duration,
  flag,
  optionalPath,
  optionalText,
  text,
  type ConfigOf,
  type ConfigRows,
} from '../../../subgraphs/kernel/config/row.js';

/** Settings of the identity mode `keystone`, named after those of the Keystone middleware (freezer.md §8). */
export const keystoneConfig = {
  authUrl: optionalText(
    'INFRAGRAPH_KEYSTONE_AUTH_URL',
    'Address of Keystone, such as https://id.example.org/v3, in the mode keystone.',
  ),
  username: optionalText(
    'INFRAGRAPH_KEYSTONE_USERNAME',
    'Service user that asks Keystone about tokens; without one every token is asked about with itself.',
  ),
  password: optionalText('INFRAGRAPH_KEYSTONE_PASSWORD', 'Password of the service user.', { secret: true }),
  projectName: text('INFRAGRAPH_KEYSTONE_PROJECT_NAME', 'service', 'Project of the service user.'),
  userDomainId: text('INFRAGRAPH_KEYSTONE_USER_DOMAIN_ID', 'default', 'Domain of the service user.'),
  projectDomainId: text('INFRAGRAPH_KEYSTONE_PROJECT_DOMAIN_ID', 'default', 'Domain of its project.'),
  interface: text(
    'INFRAGRAPH_KEYSTONE_INTERFACE',
    'internal',
    'Interface of the identity service, in the catalog of the service user, at which tokens are asked about.',
  ),
  cafile: optionalPath(
    'INFRAGRAPH_KEYSTONE_CAFILE',
    'PEM file with the authorities that sign the certificate of Keystone; those of Node when not set.',
  ),
  insecureTls: flag(
    'INFRAGRAPH_KEYSTONE_INSECURE',
    false,
    'Believes any certificate of Keystone. Whoever stands in between reads the tokens and the password.',
  ),
  tokenCacheTime: duration(
    'INFRAGRAPH_KEYSTONE_TOKEN_CACHE_TIME',
    '1m',
    'How long Keystone is not asked again about a token it knows, at most until the token ends; a revoked token is believed for so long.',
  ),
  includeServiceCatalog: flag(
    'INFRAGRAPH_KEYSTONE_INCLUDE_SERVICE_CATALOG',
    false,
    'Asks Keystone for the catalog with every token, as some of its policies want it; it is not used.',
  ),
  timeout: duration(
    'INFRAGRAPH_KEYSTONE_TIMEOUT',
    '5s',
    'How long Keystone may take for one answer before the caller gets 503.',
  ),
} satisfies ConfigRows;

/** Their values. */
export type KeystoneConfig = ConfigOf<typeof keystoneConfig>;
