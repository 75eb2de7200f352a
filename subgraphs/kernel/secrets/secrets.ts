import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { keyRingInFile } from './key-file.js';
import { randomKeyRing, type KeyRing } from './key-ring.js';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** The place an encrypted text belongs to. It decrypts nowhere else, so rows cannot be swapped. */
export interface SecretPlace {
  /** Schema and table, such as `storage.access_info`. */
  readonly table: string;
  /** Key of the row. */
  readonly row: string;
  readonly column: string;
}

/** A secret that cannot be encrypted or decrypted. The message names the place and the remedy, never the text. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

/**
 * Encryption of single columns at rest (reliability.md S2): AES-256-GCM, a random 96-bit nonce per
 * text, the place as associated data. Text form: `v1:<key id>:<nonce>:<ciphertext and tag>`, the last
 * two in base64url.
 */
export class Secrets {
  constructor(private readonly ring: KeyRing | undefined) {}

  /** Whether there is a key; without one every use throws. */
  get hasKey(): boolean {
    return this.ring !== undefined;
  }

  /** Prefix of everything encrypted with the current key. */
  get currentPrefix(): string {
    return `v1:${this.keys.current.id}:`;
  }

  encrypt(text: string, place: SecretPlace): string {
    const { id, key } = this.keys.current;
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(
      associatedData(place),
    );
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `v1:${id}:${nonce.toString('base64url')}:${sealed.toString('base64url')}`;
  }

  /** Throws a SecretError when the text was changed, belongs to another place, or its key is not known. */
  decrypt(sealed: string, place: SecretPlace): string {
    const match = /^v1:([\w-]{1,32}):([\w-]{16}):([\w-]{22,})$/.exec(sealed);
    if (!match?.[1] || !match[2] || !match[3])
      throw new SecretError(`${named(place)} does not hold an encrypted text.`);
    const found = this.keys.find(match[1]);
    if (!found) {
      throw new SecretError(
        `${named(place)} was encrypted with the key "${match[1]}", which is not known. Add it to INFRAGRAPH_SECRETS_KEY.`,
      );
    }
    const body = Buffer.from(match[3], 'base64url');
    try {
      const nonce = Buffer.from(match[2], 'base64url');
      const decipher = createDecipheriv(algorithm, found.key, nonce, { authTagLength: tagBytes }).setAAD(
        associatedData(place),
      );
      decipher.setAuthTag(body.subarray(-tagBytes));
      return Buffer.concat([decipher.update(body.subarray(0, -tagBytes)), decipher.final()]).toString('utf8');
    } catch {
      throw new SecretError(
        `${named(place)} cannot be decrypted: it was changed, or moved from another row.`,
      );
    }
  }

  /** The same secret under the current key. */
  reencrypt(sealed: string, place: SecretPlace): string {
    return sealed.startsWith(this.currentPrefix) ? sealed : this.encrypt(this.decrypt(sealed, place), place);
  }

  private get keys(): KeyRing {
    if (!this.ring)
      throw new SecretError(
        'There is no key for encrypted columns. Set INFRAGRAPH_SECRETS_KEY to 32 random bytes in base64.',
      );
    return this.ring;
  }
}

/** Where the keys come from. */
export interface SecretsOptions {
  readonly configured: KeyRing | undefined;
  /** Whether the database is the embedded one, whose key may live beside it. */
  readonly embedded: boolean;
  /** Folder of the embedded database; in memory when absent. */
  readonly dataDir?: string | undefined;
}

/** Opens the secrets of a process. On a server without a configured key the first use throws. */
export function openSecrets({ configured, embedded, dataDir }: SecretsOptions): Secrets {
  if (configured || !embedded) return new Secrets(configured);
  return new Secrets(dataDir === undefined ? randomKeyRing() : keyRingInFile(dataDir));
}

function associatedData(place: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify([place.table, place.row, place.column]), 'utf8');
}

function named(place: SecretPlace): string {
  return `${place.table}.${place.column} of row "${place.row}"`;
}
