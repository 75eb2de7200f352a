import { isDeepStrictEqual } from 'node:util';
import type { Secrets } from '../../kernel/secrets/secrets.js';
import { accessKinds } from '../drivers/driver.js';
import { clearAccess, type AccessRow } from '../services/access-rows.js';
import { trapSourceOf, type AlertSourceRow } from '../services/alert-source-row.js';
import { isVersion3, type AlertSourceWish } from '../services/check-alert-source.js';
import type { WantedAccess } from './wanted-access.js';

/** Whether a storage is reached here as it was in Delfin. A password Delfin does not tell is no difference. */
export function isSameAccess(wanted: WantedAccess, row: AccessRow, secrets: Secrets): boolean {
  const present = clearAccess(row, secrets);
  const sameWays = accessKinds.every((kind) => {
    const [theirs, ours] = [wanted.access[kind], present[kind]];
    if (!theirs || !ours) return theirs === ours;
    const password = theirs.password ?? ours.password;
    return isDeepStrictEqual(plain({ ...theirs, password }), plain({ ...ours }));
  });
  return (
    sameWays &&
    wanted.storageName === row.storage_name &&
    wanted.vendor === row.vendor &&
    wanted.model === row.model &&
    isDeepStrictEqual(wanted.extraAttributes, row.extra_attributes)
  );
}

/** Whether an alert source is here as it was in Delfin. An engine that was found out here is no difference. */
export function isSameSource(wanted: AlertSourceWish, row: AlertSourceRow, secrets: Secrets): boolean {
  const { community, authKey, privacyKey } = trapSourceOf(row, secrets);
  const foundHere = row.engine_discovered && wanted.engineId == null;
  const present: AlertSourceWish = {
    host: row.host,
    version: row.version,
    communityString: community,
    username: row.username,
    securityLevel: row.security_level,
    authProtocol: row.auth_protocol,
    authKey,
    privacyProtocol: row.privacy_protocol,
    privacyKey,
    engineId: foundHere ? null : row.engine_id,
    contextName: row.context_name,
    port: row.port,
    retryNum: row.retry_num,
    expiration: row.expiration,
  };
  return isDeepStrictEqual(comparable(wanted), comparable(present));
}

/** What counts of a source: only what its version and security level use. */
function comparable(source: AlertSourceWish): object {
  const { host, version, contextName = null, port = null } = source;
  const [retries, expiration] = [source.retryNum, source.expiration].map((value) => value?.toString());
  const common = { host, version, contextName, port, retries, expiration };
  if (!isVersion3(source)) return { ...common, community: source.communityString };
  const { username, securityLevel, engineId = null } = source;
  const withAuth = securityLevel !== 'noAuthnoPriv';
  return {
    ...common,
    username,
    securityLevel,
    engineId,
    auth: withAuth ? [source.authProtocol, source.authKey] : null,
    privacy: securityLevel === 'authPriv' ? [source.privacyProtocol, source.privacyKey] : null,
  };
}

function plain(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
