import { createHash, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';

/** Length of an AES-256 key in bytes. */
export const keyBytes = 32;

/** One encryption key under the id that the encrypted texts carry. */
export interface RingKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** The keys of an installation: the first encrypts, all of them decrypt. */
export class KeyRing {
  readonly current: RingKey;
  private readonly byId = new Map<string, RingKey>();

  constructor(keys: readonly [RingKey, ...RingKey[]]) {
    this.current = keys[0];
    for (const key of keys) {
      if (this.byId.has(key.id)) throw new Error(`names the key id "${key.id}" twice`);
      this.byId.set(key.id, key);
    }
    // A key first used without an id is still found after it was given one.
    for (const key of keys)
      if (!this.byId.has(fingerprint(key.key))) this.byId.set(fingerprint(key.key), key);
  }

  /** The key of an id, or undefined when the ring does not hold it. */
  find(id: string): RingKey | undefined {
    return this.byId.get(id);
  }
}

/**
 * Reads the text form: keys of 32 bytes in base64, separated by commas, each optionally behind an id
 * and "=", the current one first. Throws an Error whose message completes "INFRAGRAPH_SECRETS_KEY …"
 * and shows no part of a key.
 */
export function parseKeyRing(text: string): KeyRing {
  const keys = text.split(',').map((item, i) => parseKey(item.trim(), i + 1));
  return new KeyRing(keys as [RingKey, ...RingKey[]]);
}

/** A ring of one new random key. */
export function randomKeyRing(): KeyRing {
  return new KeyRing([toKey(randomBytes(keyBytes))]);
}

function parseKey(item: string, place: number): RingKey {
  const match = /^(?:([\w-]{1,32})=)?([A-Za-z0-9+/]{43}=)$/.exec(item);
  if (!match?.[2])
    throw new Error(`must hold 32 bytes in base64, optionally behind "id=", as its key number ${place}`);
  return toKey(Buffer.from(match[2], 'base64'), match[1]);
}

function toKey(bytes: Buffer, id?: string): RingKey {
  const key = createSecretKey(bytes);
  return { id: id ?? fingerprint(key), key };
}

function fingerprint(key: KeyObject): string {
  return createHash('sha256').update('infragraph-key-id').update(key.export()).digest('hex').slice(0, 12);
}
