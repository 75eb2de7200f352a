import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { Authentication } from 'net-snmp';

const megabyte = 1024 * 1024;
const longest = { max: 2000 };
const digests = new LRUCache<string, Buffer>(longest);
const localized = new LRUCache<string, Buffer>(longest);

/** A hash function by its name in Node. */
export type HashName = string;

/**
 * Key of a password for one engine (RFC 3414, A.2). The password costs a hash of a megabyte, the engine
 * nearly nothing, so both are kept, the newest 2,000 of each, under a digest: the password itself is
 * nobody's map key, and made-up engines cost no time.
 */
export function localizedKey(hash: HashName, password: string | Buffer, engineId: Buffer): Buffer {
  const name = createHash('sha256').update(`${hash}:`).update(password).digest('base64');
  return kept(localized, `${name}:${engineId.toString('base64')}`, () => {
    const first = kept(digests, name, () =>
      createHash(hash).update(Buffer.alloc(megabyte, password)).digest(),
    );
    return createHash(hash).update(first).update(engineId).update(first).digest();
  });
}

function kept(cache: LRUCache<string, Buffer>, name: string, make: () => Buffer): Buffer {
  const known = cache.get(name);
  if (known) return known;
  const made = make();
  cache.set(name, made);
  return made;
}

/** Longer keys by the chain of "Extension to the USM to support Triple-DES EDE" (Reeder), which most arrays use. */
export function chainedKey(hash: HashName, password: string, engineId: Buffer, length: number): Buffer {
  let key = localizedKey(hash, password, engineId);
  for (let last = key; key.length < length;) {
    last = localizedKey(hash, last, engineId);
    key = Buffer.concat([key, last]);
  }
  return key.subarray(0, length);
}

/** Longer keys by hashing what there is (Blumenthal's draft on AES), which the Net-SNMP tools use. */
export function hashedKey(hash: HashName, password: string, engineId: Buffer, length: number): Buffer {
  let key = localizedKey(hash, password, engineId);
  while (key.length < length) key = Buffer.concat([key, createHash(hash).update(key).digest()]);
  return key.subarray(0, length);
}

/** Name of the hash behind one of the library's authentication protocols. */
export function hashOf(authProtocol: number): HashName {
  const algorithm = Authentication.algorithms[authProtocol];
  if (!algorithm) throw new Error(`There is no authentication protocol ${authProtocol}.`);
  return algorithm.CRYPTO_ALGORITHM;
}
