import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type { Server } from 'node:tls';
import { ConfigError } from '../../subgraphs/kernel/config/load.js';
import type { Log } from '../../subgraphs/kernel/log/log.js';
import type { KeyPair } from '../../subgraphs/kernel/server/http-server.js';
import { selfSigned } from './self-signed.js';

const lookEveryMs = 10_000;
/** A certificate of our own is replaced at a start this long before its end. */
const renewBeforeMs = 30 * 86_400_000;

/** Where certificate and key of a listener are. */
export interface TlsPlace {
  readonly certificate: string;
  readonly key: string;
}

/** Certificate and key given by people. Throws a ConfigError when they cannot be read or do not belong together. */
export async function givenPair(place: TlsPlace): Promise<KeyPair> {
  try {
    return await readPair(place);
  } catch (error) {
    throw new ConfigError([
      `the certificate ${place.certificate} and the key ${place.key} cannot be used: ${reasonOf(error)}`,
    ]);
  }
}

/** The certificate we made for this machine; made now where there is none, or one that soon is over. */
export async function ownPair(place: TlsPlace, host: string, now: Date): Promise<KeyPair> {
  try {
    const pair = await readPair(place);
    if (new Date(new X509Certificate(pair.cert).validTo).getTime() - now.getTime() > renewBeforeMs)
      return pair;
  } catch {
    // There is none yet, or not a whole one.
  }
  const open = /^(?:0\.0\.0\.0|::)$/.test(host) ? [] : [host];
  const pair = selfSigned([...new Set([hostname(), 'localhost', '127.0.0.1', '::1', ...open])], now);
  await mkdir(dirname(place.key), { recursive: true, mode: 0o700 });
  await write(place.key, pair.key);
  await write(place.certificate, pair.cert);
  return pair;
}

/** Takes a changed certificate into use without a restart; connections that are open keep theirs. Returns its end. */
export function followPair(
  server: Server,
  place: TlsPlace,
  log: Log,
  everyMs: number = lookEveryMs,
): () => void {
  let known: string | undefined;
  let looking = false;
  const look = async (): Promise<void> => {
    const stamp = await stampOf(place);
    if (known === undefined || stamp === known) {
      known ??= stamp;
      return;
    }
    known = stamp;
    server.setSecureContext({ ...(await readPair(place)), minVersion: 'TLSv1.2' });
    log.info({ certificate: place.certificate }, 'The certificate has changed and is in use');
  };
  const turn = (): void => {
    if (looking) return;
    looking = true;
    look()
      .catch((error: unknown) =>
        log.warn({ reason: reasonOf(error) }, 'The changed certificate cannot be used; the one before stays'),
      )
      .finally(() => {
        looking = false;
      });
  };
  turn();
  const timer = setInterval(turn, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

async function readPair(place: TlsPlace): Promise<KeyPair> {
  const [cert, key] = await Promise.all([readFile(place.certificate, 'utf8'), readFile(place.key, 'utf8')]);
  if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
    throw new Error('the key is not that of the certificate');
  return { cert, key };
}

async function stampOf(place: TlsPlace): Promise<string> {
  const stats = await Promise.all([stat(place.certificate), stat(place.key)]);
  return stats.map(({ mtimeMs, size, ino }) => `${mtimeMs}/${size}/${ino}`).join(' ');
}

/** Written beside and renamed, so that nobody reads half of it. */
async function write(file: string, text: string): Promise<void> {
  const beside = `${file}.new`;
  await writeFile(beside, text, { mode: 0o600 });
  await rename(beside, file);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
