import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Authentication, Encryption, type PrivacyAlgorithm, type ProtectingEngine } from 'net-snmp';
import { chainedKey, hashedKey, hashOf, localizedKey, type HashName } from './localized-keys.js';

const blockBytes = 8;
const sequenceTag = 0x30;

type Extend = (hash: HashName, password: string, engineId: Buffer, length: number) => Buffer;

/** Numbers of the privacy protocols in the library's table; those it lacks are ours. */
export const privacyNumbers = { DES: 2, AES: 4, AES192: 101, AES256: 102, '3DES': 103 } as const;

/**
 * Teaches net-snmp what it cannot do here: single DES, which OpenSSL 3 has put away (it is triple DES
 * with one key thrice), triple DES and AES-192, and AES-256 with either way of lengthening its key. Keys
 * are kept in a bounded cache. Changes the library's tables; more than once does no harm.
 */
export function extendSnmpPrivacy(): void {
  Authentication.passwordToKey = (authProtocol, password, engineId) =>
    localizedKey(hashOf(authProtocol), password, engineId);
  Encryption.algorithms[privacyNumbers.DES] = des(16, (key) => Buffer.concat([key, key, key]));
  Encryption.algorithms[privacyNumbers['3DES']] = des(32, (key) => key);
  Encryption.algorithms[privacyNumbers.AES192] = longAes('aes-192-cfb', 24);
  Encryption.algorithms[privacyNumbers.AES256] = longAes('aes-256-cfb', 32);
}

/** DES in CBC mode (RFC 3414, 8; triple DES by the draft of Reeder): the last eight bytes of the key make the IV. */
function des(keyBytes: number, toTriple: (key: Buffer) => Buffer): PrivacyAlgorithm {
  const keyAndIv = (password: string, authProtocol: number, engine: ProtectingEngine, salt: Buffer) => {
    const whole = chainedKey(hashOf(authProtocol), password, engine.engineID, keyBytes);
    const preIv = whole.subarray(keyBytes - blockBytes);
    const iv = Buffer.from(preIv.map((byte, i) => byte ^ (salt[i] ?? 0)));
    return { key: toTriple(whole.subarray(0, keyBytes - blockBytes)), iv };
  };
  return {
    encryptPdu: (plain, _protocol, password, authProtocol, engine) => {
      const salt = Buffer.concat([bootsOf(engine), randomBytes(4)]);
      const { key, iv } = keyAndIv(password, authProtocol, engine, salt);
      const padding = Buffer.alloc((blockBytes - (plain.length % blockBytes)) % blockBytes);
      const cipher = createCipheriv('des-ede3-cbc', key, iv).setAutoPadding(false);
      const encryptedPdu = Buffer.concat([cipher.update(plain), cipher.update(padding), cipher.final()]);
      return { encryptedPdu, msgPrivacyParameters: salt };
    },
    decryptPdu: (sealed, _protocol, salt, password, authProtocol, engine) => {
      const { key, iv } = keyAndIv(password, authProtocol, engine, salt);
      const decipher = createDecipheriv('des-ede3-cbc', key, iv).setAutoPadding(false);
      return Buffer.concat([decipher.update(sealed), decipher.final()]);
    },
  };
}

/**
 * AES in CFB mode (RFC 3826) with a key longer than the hash may be. There are two ways to lengthen it and
 * no field that names the one in use, so what comes in is tried with both; what goes out is lengthened
 * as what came in last, because an answer follows its question at once.
 */
function longAes(cipherName: 'aes-192-cfb' | 'aes-256-cfb', keyBytes: number): PrivacyAlgorithm {
  let last: Extend = chainedKey;
  const ivOf = (engine: ProtectingEngine, salt: Buffer): Buffer => {
    const time = Buffer.alloc(4);
    time.writeUInt32BE(engine.engineTime);
    return Buffer.concat([bootsOf(engine), time, salt]);
  };
  return {
    encryptPdu: (plain, _protocol, password, authProtocol, engine) => {
      const salt = randomBytes(8);
      const key = last(hashOf(authProtocol), password, engine.engineID, keyBytes);
      const cipher = createCipheriv(cipherName, key, ivOf(engine, salt));
      return {
        encryptedPdu: Buffer.concat([cipher.update(plain), cipher.final()]),
        msgPrivacyParameters: salt,
      };
    },
    decryptPdu: (sealed, _protocol, salt, password, authProtocol, engine) => {
      const open = (extend: Extend): Buffer => {
        const key = extend(hashOf(authProtocol), password, engine.engineID, keyBytes);
        const decipher = createDecipheriv(cipherName, key, ivOf(engine, salt));
        return Buffer.concat([decipher.update(sealed), decipher.final()]);
      };
      const other = last === chainedKey ? hashedKey : chainedKey;
      const plain = open(last);
      if (isSequence(plain)) return plain;
      const otherPlain = open(other);
      if (isSequence(otherPlain)) last = other;
      return otherPlain;
    },
  };
}

function bootsOf(engine: ProtectingEngine): Buffer {
  const boots = Buffer.alloc(4);
  boots.writeUInt32BE(engine.engineBoots);
  return boots;
}

/** Whether a text is one whole BER sequence, as every scoped PDU is. */
function isSequence(plain: Buffer): boolean {
  const size = plain[1] ?? 0;
  if (plain[0] !== sequenceTag) return false;
  if (size < 0x80) return size + 2 === plain.length;
  const lengthBytes = size & 0x7f;
  if (lengthBytes < 1 || lengthBytes > 3 || plain.length < 2 + lengthBytes) return false;
  return plain.readUIntBE(2, lengthBytes) + 2 + lengthBytes === plain.length;
}
