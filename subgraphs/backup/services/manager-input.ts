import { Fault } from '../../kernel/errors/fault.js';
import { isStorable, isStorableText } from '../../kernel/database/storable.js';
import type { ManagerSecret } from '../drivers/driver.js';
import type { BackupParts } from './parts.js';

/** What a person says about a hypervisor manager. */
export interface ManagerWish {
  readonly name: string;
  readonly url: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Milliseconds. */
  readonly syncInterval: number;
  readonly secret: ManagerSecret;
}

const longestName = 255;
const longestSecret = 4096;

/** Throws BAD_USER_INPUT, `reason` VALIDATION, that names the member which is wrong. */
export async function checkManager(
  parts: Pick<BackupParts, 'drivers' | 'guard' | 'config'>,
  driver: string,
  { name, url, settings, syncInterval, secret }: ManagerWish,
): Promise<void> {
  const type = parts.drivers.type(driver);
  if (!type) throw wrong('driver', `must be one of ${parts.drivers.names.join(', ')}`);
  if (name === '' || name.length > longestName || !isStorableText(name))
    throw wrong('name', `must have 1 to ${longestName} characters`);
  if (!(syncInterval === 0 || (syncInterval >= 60_000 && syncInterval <= 30 * 86_400_000)))
    throw wrong('syncInterval', 'must be 0, or from a minute to 30 days, in milliseconds');
  for (const [member, value] of Object.entries(secret))
    if (value !== undefined && (value === '' || value.length > longestSecret || !isStorableText(value)))
      throw wrong(member, `must have 1 to ${longestSecret} characters`);
  if (!isStorable(settings)) throw wrong('settings', 'cannot be stored');
  const read = type.settings.safeParse(settings);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw wrong(['settings', ...(issue?.path ?? [])].join('.'), issue?.message ?? 'is not valid');
  }
  const { hostname } = addressOf(url);
  if (type.connects && url !== parts.config.orchestratorUrl) await parts.guard.addressesOf(hostname);
}

/** An address as URL; credentials, a query and a fragment have no place in it. */
function addressOf(url: string): { readonly hostname: string } {
  const read = URL.parse(url);
  const fits =
    read !== null &&
    url.length <= 2048 &&
    isStorableText(url) &&
    `${read.username}${read.password}${read.search}${read.hash}` === '';
  if (!fits) throw wrong('url', 'must be an address such as https://manager.example.org:8443, without credentials');
  return { hostname: read.hostname.replace(/^\[|\]$/g, '') };
}

function wrong(member: string, what: string): Fault {
  return new Fault('BAD_USER_INPUT', `"${member}" ${what}.`, {
    details: { reason: 'VALIDATION', field: member },
  });
}
