import type { ConfigOf } from '../../../subgraphs/kernel/config/row.js';
import { ConfigError } from '../../../subgraphs/kernel/config/load.js';
import { ProxyList } from '../proxy-list.js';
import type { Dialect } from '../route.js';
import type { TokenAuth } from '../server-tokens.js';
import { authenticator } from './authenticate.js';
import type { vprotectConfig } from './config.js';
import { encodeBody, encodeItems, FileBody } from './encode.js';
import { graphFault, obstacleFault } from './faults.js';
import { vprotectRows } from './routes.js';
import type { SessionAccounts } from './session-rows.js';

const bodyLimit = 4 * 1024 * 1024;

/** What the dialect is made with. */
export interface VprotectOptions {
  readonly config: ConfigOf<typeof vprotectConfig>;
  readonly identity: TokenAuth['identity'] & SessionAccounts;
  readonly allowedOrigins: readonly string[];
  /** Whether another dialect has a path below `/api` on the main port. */
  readonly ownedElsewhere: (path: string) => boolean;
}

/** The backup API of vProtect, which is that of Storware Backup & Recovery too. Throws a ConfigError. */
export function createVprotectDialect(options: VprotectOptions): Dialect {
  const { config, identity, allowedOrigins, ownedElsewhere } = options;
  const door = { mode: config.auth, identity, allowedOrigins };
  return {
    name: 'vprotect',
    title: 'vProtect API (backup)',
    rows: vprotectRows({
      session: { ...door, accounts: identity, proxies: proxiesOf(config), timeZone: config.timeZone },
    }),
    trailingSlash: true,
    bodyLimit,
    owns: (path) => /^\/api(?:\/|$)/.test(path) && !ownedElsewhere(path),
    authenticate: authenticator(door),
    credential: {
      type: 'http',
      scheme: 'bearer',
      description:
        'A token of this server, where it has accounts. A login (`POST /api/session/login`) sets a cookie that does as well.',
    },
    encode: (body, request, status) =>
      body instanceof FileBody
        ? { text: body.bytes, contentType: body.contentType }
        : { text: encodeBody(body, request, status), contentType: 'application/json' },
    encodeItems,
    headers: () => ({}),
    fault: graphFault,
    obstacle: obstacleFault,
    authenticatesFirst: true,
    compresses: true,
    cors: {
      credentials: true,
      methods: ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'],
      allowedHeaders: [
        'content-type',
        'accept',
        'authorization',
        'idempotency-key',
        'x-csrftoken',
        '3rd-party',
        '3rd-party-project',
      ],
      exposedHeaders: ['X-Total-Count', 'Content-Disposition'],
    },
  };
}

function proxiesOf({ trustedProxies }: VprotectOptions['config']): ProxyList {
  try {
    return new ProxyList(trustedProxies);
  } catch (error) {
    throw new ConfigError([
      `INFRAGRAPH_VPROTECT_TRUSTED_PROXIES: ${error instanceof Error ? error.message : 'is not valid'}`,
    ]);
  }
}
