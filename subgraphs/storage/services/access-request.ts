import { isStorable, isStorableText } from '../../kernel/database/storable.js';
import { accessKinds, type Access, type AccessKind } from '../drivers/driver.js';
import { storageFault } from './storage-fault.js';

/** Ways to reach an array as somebody gives them. */
export type AccessRequest = Readonly<Partial<Record<AccessKind, Partial<Access>>>>;

/** TLS settings as somebody gives them: absent leaves what is there, null goes back to the server's setting. */
export interface TlsRequest {
  readonly verify?: boolean | null | undefined;
  readonly ca?: string | null | undefined;
}

const needed: Readonly<Record<AccessKind, readonly (keyof Access)[]>> = {
  rest: ['host', 'port', 'username', 'password'],
  ssh: ['host', 'port', 'username', 'password', 'pubKey'],
  cli: ['host', 'username', 'password'],
  smis: ['host', 'username', 'password'],
};
/** An update may leave the password and the key of SSH as they are (section 4.2). */
const neededInUpdate = { ...needed, ssh: ['host', 'port', 'username'] as const };

const keyTypes = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-rsa',
  'ssh-dss',
];
const longest: Readonly<Partial<Record<keyof Access, number>>> = {
  username: 255,
  password: 255,
  pubKey: 4096,
  namespace: 255,
};

/** Checks what is given against section 4 of the Delfin contract; InvalidInput names the first thing that is wrong. */
export function checkAccess(access: AccessRequest, purpose: 'registration' | 'update'): void {
  const given = accessKinds.filter((kind) => access[kind] !== undefined);
  if (given.length === 0) throw invalid(`One of ${accessKinds.join(', ')} is required.`);
  for (const kind of given) {
    const point = access[kind] ?? {};
    checkPoint(kind, point);
    const missing = (purpose === 'update' ? neededInUpdate : needed)[kind].find(
      (name) => point[name] === undefined,
    );
    if (missing) throw invalid(`"${kind}.${missing}" is a required property.`);
  }
}

/** Checks the members that are there, as an import has them; whether all that are needed are there is not asked. */
export function checkPoints(access: AccessRequest): void {
  for (const kind of accessKinds) checkPoint(kind, access[kind] ?? {});
}

function checkPoint(kind: AccessKind, point: Partial<Access>): void {
  const { host = '', port, pubKeyType } = point;
  if (host.length > 255 || !/^[a-zA-Z0-9\-_.:]*$/.test(host))
    throw invalid(`"${kind}.host" is not a host name or address.`);
  if (port !== undefined && (!Number.isInteger(port) || port < 0 || port > 65_535))
    throw invalid(`"${kind}.port" must be from 0 to 65535.`);
  for (const [name, most] of Object.entries(longest)) {
    const text = point[name as keyof typeof longest];
    if (text === undefined) continue;
    if (typeof text !== 'string' || text.length < 1 || text.length > most || !isStorableText(text))
      throw invalid(`"${kind}.${name}" must be a text of 1 to ${most} characters.`);
  }
  if (pubKeyType !== undefined && !keyTypes.includes(pubKeyType))
    throw invalid(`"${kind}.pubKeyType" must be one of ${keyTypes.join(', ')}.`);
}

/** Checks names and the driver's own attributes of a registration. */
export function checkNames(names: Readonly<Record<string, string | null | undefined>>): void {
  for (const [name, text] of Object.entries(names))
    if (text != null && (text.length < 1 || text.length > 255 || !isStorableText(text)))
      throw invalid(`"${name}" must be a text of 1 to 255 characters.`);
}

/** Checks the attributes: a plain name has a text of at most 255 characters, other names are free. */
export function checkAttributes(attributes: Readonly<Record<string, unknown>>): void {
  if (!isStorable(attributes)) throw invalid('"extraAttributes" holds a text that cannot be stored.');
  for (const [name, value] of Object.entries(attributes))
    if (/^[a-zA-Z0-9\-_:. ]{1,255}$/.test(name) && (typeof value !== 'string' || value.length > 255))
      throw invalid(`"extraAttributes.${name}" must be a text of at most 255 characters.`);
}

/** Checks the certificates: PEM, and not more than a megabyte. */
export function checkTls({ ca }: TlsRequest): void {
  if (ca == null) return;
  if (ca.length > 1_000_000 || !ca.includes('-----BEGIN CERTIFICATE-----') || !isStorableText(ca))
    throw invalid('"tls.ca" must hold certificates in PEM form.');
}

function invalid(text: string): Error {
  return storageFault('InvalidInput', [text]);
}
