import { Fault } from '../../kernel/errors/fault.js';
import { isStorable, isStorableText } from '../../kernel/database/storable.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import type { ManagerSecret } from '../drivers/driver.js';
import type { HypervisorManagerType } from '../entities/platform-words.js';
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

/** A manager to be registered. */
export interface NewManager extends Omit<ManagerWish, 'syncInterval'> {
  readonly driver: string;
  readonly type?: HypervisorManagerType | undefined;
  readonly syncInterval?: number | undefined;
}

/** What changes of one; what is not given stays, and so does each part of the secret. */
export type ManagerChange = Partial<ManagerWish> & { readonly type?: HypervisorManagerType | undefined };

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
  if (!fits)
    throw wrong('url', 'must be an address such as https://manager.example.org:8443, without credentials');
  return { hostname: read.hostname.replace(/^\[|\]$/g, '') };
}

function wrong(member: string, what: string): Fault {
  return new Fault('BAD_USER_INPUT', `"${member}" ${what}.`, {
    details: { reason: 'VALIDATION', field: member },
  });
}

interface GivenManager {
  readonly type?: HypervisorManagerType | null;
  readonly settings?: unknown;
  readonly syncInterval?: LongValue | null;
  readonly credentials?: {
    readonly user?: string | null;
    readonly password?: string | null;
    readonly token?: string | null;
  } | null;
}

/** What a person gave for a manager to be registered; a null is as good as nothing. */
export function readNewManager(
  given: GivenManager & { readonly name: string; readonly driver: string; readonly url: string },
): NewManager {
  const { name, driver, url, type, credentials, syncInterval } = given;
  return {
    name: name.trim(),
    driver,
    url,
    type: type ?? undefined,
    settings: settingsIn(given.settings ?? {}),
    secret: secretIn(credentials ?? {}),
    syncInterval: syncInterval == null ? undefined : Number(syncInterval),
  };
}

/** The same for a change. */
export function readManagerChange(
  given: GivenManager & { readonly name?: string | null; readonly url?: string | null },
): ManagerChange {
  const { name, url, type, settings, credentials, syncInterval } = given;
  return {
    ...(name != null && { name: name.trim() }),
    ...(url != null && { url }),
    ...(type != null && { type }),
    ...(settings != null && { settings: settingsIn(settings) }),
    ...(credentials != null && { secret: secretIn(credentials) }),
    ...(syncInterval != null && { syncInterval: Number(syncInterval) }),
  };
}

function secretIn({ user, password, token }: NonNullable<GivenManager['credentials']>): ManagerSecret {
  return { user: user ?? undefined, password: password ?? undefined, token: token ?? undefined };
}

function settingsIn(settings: unknown): Readonly<Record<string, unknown>> {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings))
    throw wrong('settings', 'must be an object');
  return settings as Readonly<Record<string, unknown>>;
}
