import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIP, isIPv4, SocketAddress } from 'node:net';
import type { KeyPair } from '../../subgraphs/kernel/server/http-server.js';

/** How long a certificate is good for; browsers take none that is good for longer. */
const validDays = 397;
const dayMs = 86_400_000;

/** Tags of the Distinguished Encoding Rules (X.690). */
const tags = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  utc: 0x17,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Object identifiers, encoded. */
const oids = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  subjectAltName: '551d11',
  basicConstraints: '551d13',
  extendedKeyUsage: '551d25',
  serverAuthentication: '2b06010505070301',
} as const;

/**
 * A certificate signed by its own key (RFC 5280), for these host names and addresses, the first of which
 * is its subject; ECDSA on P-256.
 */
export function selfSigned(names: readonly string[], now: Date): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid(oids.ecdsaWithSha256));
  const subject = sequence(
    der(
      tags.set,
      sequence(oid(oids.commonName), der(tags.utf8, Buffer.from((names[0] ?? 'localhost').slice(0, 64)))),
    ),
  );
  const body = sequence(
    der(0xa0, der(tags.integer, Buffer.from([2]))),
    // Positive, and without zeros in front.
    der(tags.integer, Buffer.concat([Buffer.from([0x5a]), randomBytes(15)])),
    algorithm,
    subject,
    sequence(time(new Date(now.getTime() - dayMs)), time(new Date(now.getTime() + validDays * dayMs))),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions(names)),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = sequence(body, algorithm, der(tags.bits, Buffer.concat([Buffer.from([0]), signature])));
  return {
    cert: pem(certificate),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function extensions(names: readonly string[]): Buffer {
  const critical = der(tags.boolean, Buffer.from([0xff]));
  return sequence(
    sequence(oid(oids.basicConstraints), critical, der(tags.octets, sequence(critical))),
    sequence(oid(oids.extendedKeyUsage), der(tags.octets, sequence(oid(oids.serverAuthentication)))),
    sequence(oid(oids.subjectAltName), der(tags.octets, sequence(...names.map(generalName)))),
  );
}

function generalName(name: string): Buffer {
  return isIP(name) === 0 ? der(0x82, Buffer.from(name)) : der(0x87, addressBytes(name));
}

function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const { address: short } = new SocketAddress({ address, family: 'ipv6' });
  const [front = '', back] = short.split('::');
  const groups = (text: string | undefined): string[] =>
    (text ?? '').split(':').filter((group) => group !== '');
  const [left, right] = [groups(front), groups(back)];
  const all = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

function time(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return der(tags.utc, Buffer.from(digits.slice(2)));
}

function oid(hex: string): Buffer {
  return der(tags.oid, Buffer.from(hex, 'hex'));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(tags.sequence, Buffer.concat(parts));
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content]);
  const digits = Buffer.from(length.toString(16).padStart(length > 255 ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | digits.length]), digits, content]);
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
