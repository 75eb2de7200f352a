import { z } from 'zod';
import type { IdentifiedRequest } from '../route.js';
import { badFormat, forbidden } from './faults.js';

const hostName = String.raw`[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*`;
const text = z.string().nullish();

/** What version 2 asks of a client beside keys of any other name (freezer.md §6). */
const client = z.looseObject({
  client_id: z.string().regex(new RegExp(`^(?:[\\w-]+_)?${hostName}$`)),
  description: text,
  config_id: text,
  hostname: text,
  uuid: z
    .string()
    .regex(/^[0-9a-f]{32}$/i)
    .nullish(),
  supported_actions: capability('backup', 'restore', 'info', 'admin', 'exec'),
  supported_modes: capability(
    'fs',
    'mongo',
    'mysql',
    'sqlserver',
    'cinder',
    'glance',
    'cindernative',
    'nova',
  ),
  supported_storages: capability('local', 'swift', 'ssh', 's3', 'ftp', 'ftps'),
  supported_engines: capability('tar', 'rsync', 'rsyncv2', 'nova', 'osbrick', 'glance'),
  is_central: z.boolean().nullish(),
});

/** Refuses a client that version 2 does not take: 400 for its form, 403 for a central one of no administrator. */
export function refuseUnusableClient(document: unknown, { viewer }: IdentifiedRequest): void {
  const checked = client.safeParse(document);
  if (!checked.success) {
    const path = checked.error.issues[0]?.path ?? [];
    throw badFormat(`"${path.join('.')}" is not usable: ${rules[String(path[0])] ?? 'it has another type'}.`);
  }
  if (checked.data.is_central === true && viewer.role !== 'admin')
    throw forbidden('Only an administrator or a service may register a central client.');
}

const rules: Readonly<Record<string, string>> = {
  client_id: 'it must be a host name, or a prefix of letters, digits, "_" and "-", "_" and a host name',
  uuid: 'it must have 32 hexadecimal digits',
  is_central: 'it must be true or false',
  supported_actions: 'it must be a list of backup, restore, info, admin, exec',
  supported_modes: 'it must be a list of fs, mongo, mysql, sqlserver, cinder, glance, cindernative, nova',
  supported_storages: 'it must be a list of local, swift, ssh, s3, ftp, ftps',
  supported_engines: 'it must be a list of tar, rsync, rsyncv2, nova, osbrick, glance',
};

function capability(...names: [string, ...string[]]): z.ZodType {
  return z.array(z.enum(names)).nullish();
}
