import { choice, list, optionalPath, text } from '../../../subgraphs/kernel/config/row.js';
import type { ConfigRow, ConfigRows } from '../../../subgraphs/kernel/config/row.js';

const zone = text(
  'INFRAGRAPH_VPROTECT_TIME_ZONE',
  'UTC',
  'IANA time zone in which the web interfaces of the vProtect API show times, such as Europe/Warsaw.',
);

const timeZone: ConfigRow<string> = {
  ...zone,
  parse: (value) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: zone.parse(value) }).resolvedOptions().timeZone;
    } catch {
      throw new Error(`must be an IANA time zone such as Europe/Warsaw, not "${value}"`);
    }
  },
};

/** Settings of the vProtect API. */
export const vprotectConfig = {
  auth: choice(
    'INFRAGRAPH_VPROTECT_AUTH',
    ['auto', 'on', 'off'],
    'auto',
    'Whether the vProtect API asks for a session: on, off, or auto, which is off while the server has no accounts and on from the first account on.',
  ),
  timeZone,
  trustedProxies: list(
    'INFRAGRAPH_VPROTECT_TRUSTED_PROXIES',
    [],
    'Addresses and networks, such as 10.0.0.0/8, of proxies whose X-Forwarded-Proto says whether the vProtect API was reached over TLS.',
  ),
  tlsCertificate: optionalPath(
    'INFRAGRAPH_VPROTECT_TLS_CERT',
    'PEM file with the certificate, and those that lead to its root, of the TLS port of the vProtect API; when not set a self-signed one is made in the data directory. Read again when it changes.',
  ),
  tlsKey: optionalPath(
    'INFRAGRAPH_VPROTECT_TLS_KEY',
    'PEM file with the private key of INFRAGRAPH_VPROTECT_TLS_CERT.',
  ),
} satisfies ConfigRows;
