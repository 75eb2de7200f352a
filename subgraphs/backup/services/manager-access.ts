import { sql } from 'kysely';
import { z } from 'zod';
import type { Sql } from '../../kernel/database/store.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { Secrets } from '../../kernel/secrets/secrets.js';
import type { BackupConfig } from '../config.js';
import type { ManagerSecret } from '../drivers/driver.js';
import type { ManagerAccess } from '../drivers/drivers.js';
import { readGuid } from './guid.js';
import { managerSecretPlace } from './secret-columns.js';

interface AccessRow {
  readonly driver: string;
  readonly url: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secret: string | null;
  readonly changed_at: string;
}

const secretSchema = z.object({
  user: z.string().optional(),
  password: z.string().optional(),
  token: z.string().optional(),
});

/** How to reach a hypervisor manager, its credentials in the clear. NOT_FOUND when there is none. */
export async function managerAccess(
  handle: Sql,
  secrets: Secrets,
  config: Pick<BackupConfig, 'orchestratorUrl' | 'orchestratorToken'>,
  managerGuid: string,
): Promise<ManagerAccess> {
  const guid = readGuid(managerGuid);
  const { rows } = await sql<AccessRow>`
    select driver, url, settings, secret, changed_at::text from backup.hypervisor_manager
    where guid = ${guid ?? null}::uuid`.execute(handle);
  const [row] = rows;
  if (!guid || !row) throw managerNotFound(managerGuid);
  const { driver, url, settings, changed_at: version } = row;
  const trusted = url === config.orchestratorUrl;
  const kept = row.secret === null ? {} : openSecret(secrets, guid, row.secret);
  const token = trusted && row.secret === null ? config.orchestratorToken : undefined;
  return { guid, driver, url, settings, secret: token === undefined ? kept : { token }, trusted, version };
}

/** Credentials as they are kept; null for none. */
export function sealSecret(secrets: Secrets, guid: string, secret: ManagerSecret): string | null {
  const given = Object.entries(secret).filter(([, value]) => value !== undefined);
  return given.length === 0
    ? null
    : secrets.encrypt(JSON.stringify(Object.fromEntries(given)), managerSecretPlace(guid));
}

/** The fault of a manager that is not there. */
export function managerNotFound(guid: string): Fault {
  return new Fault('NOT_FOUND', `There is no hypervisor manager ${guid}.`, {
    details: { reason: 'REFERENCE_NOT_FOUND' },
  });
}

function openSecret(secrets: Secrets, guid: string, sealed: string): ManagerSecret {
  return secretSchema.parse(JSON.parse(secrets.decrypt(sealed, managerSecretPlace(guid))));
}
