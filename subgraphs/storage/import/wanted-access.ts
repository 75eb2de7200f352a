import { isStorable } from '../../kernel/database/storable.js';
import { accessKinds, type Access, type AccessKind } from '../drivers/driver.js';
import { checkPoints, type AccessRequest } from '../services/access-request.js';
import type { DelfinRow } from './delfin-tables.js';
import { decodedSecret, objectOf, Refusal, textOf, timeOf } from './delfin-values.js';
import { refusedWhere } from './refused-where.js';

/** How a storage is reached, as a Delfin database has it; passwords are in the clear. */
export interface WantedAccess {
  readonly storageName: string | null;
  readonly vendor: string;
  readonly model: string;
  readonly access: AccessRequest;
  readonly extraAttributes: Readonly<Record<string, unknown>>;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  /** Ways whose password is not in Delfin's own encoding and has to be given again. */
  readonly withoutPassword: readonly AccessKind[];
}

/** Reads a row of `access_info`; a Refusal says why it cannot be taken. */
export function wantedAccess(row: DelfinRow): WantedAccess {
  const vendor = textOf(row, 'vendor');
  const model = textOf(row, 'model');
  if (!vendor || !model) throw new Refusal('Its access info names no vendor and model.');
  const withoutPassword: AccessKind[] = [];
  const access: Partial<Record<AccessKind, Partial<Access>>> = {};
  for (const kind of accessKinds) {
    const stored = objectOf(row, kind);
    if (!stored) continue;
    const secret = memberText(stored, kind, 'password');
    const password = secret === undefined ? undefined : decodedSecret(secret);
    if (secret !== undefined && password === undefined) withoutPassword.push(kind);
    access[kind] = point(kind, stored, password);
  }
  refusedWhere('access info', () => checkPoints(access));
  const wanted = {
    storageName: textOf(row, 'storage_name'),
    vendor,
    model,
    access,
    extraAttributes: objectOf(row, 'extra_attributes') ?? {},
    createdAt: timeOf(row, 'created_at'),
    updatedAt: timeOf(row, 'updated_at'),
    withoutPassword,
  };
  if (!isStorable(wanted)) throw new Refusal('Its access info holds a text that cannot be stored.');
  return wanted;
}

function point(
  kind: AccessKind,
  stored: Readonly<Record<string, unknown>>,
  password: string | undefined,
): Partial<Access> {
  const members = {
    host: memberText(stored, kind, 'host'),
    port: memberPort(stored, kind),
    username: memberText(stored, kind, 'username'),
    password: password === '' ? undefined : password,
    pubKey: memberText(stored, kind, 'pub_key'),
    pubKeyType: memberText(stored, kind, 'pub_key_type'),
    namespace: memberText(stored, kind, 'namespace'),
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function memberText(
  stored: Readonly<Record<string, unknown>>,
  kind: AccessKind,
  name: string,
): string | undefined {
  const value = stored[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new Refusal(`Its access info has no text in "${kind}.${name}".`);
  return value;
}

/** Early releases kept ports as texts. */
function memberPort(stored: Readonly<Record<string, unknown>>, kind: AccessKind): number | undefined {
  const value = stored['port'];
  if (value === undefined || value === null || value === '') return undefined;
  const port = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
  if (typeof port !== 'number') throw new Refusal(`Its access info has no number in "${kind}.port".`);
  return port;
}
