import { checkFields, checkTogether, type AlertSourceWish } from '../services/check-alert-source.js';
import type { DelfinRow } from './delfin-tables.js';
import { decodedSecret, integerOf, Refusal, smallIntegerOf, textOf, timeOf } from './delfin-values.js';
import { refusedWhere } from './refused-where.js';

/** An alert source as a Delfin database has it; secrets are in the clear. */
export interface WantedAlertSource {
  readonly source: AlertSourceWish;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

/** Reads a row of `alert_source`; a Refusal says why it cannot be taken. */
export function wantedAlertSource(row: DelfinRow): WantedAlertSource {
  const source: AlertSourceWish = {
    host: textOf(row, 'host') ?? '',
    version: textOf(row, 'version') ?? '',
    communityString: secretOf(row, 'community_string'),
    username: textOf(row, 'username'),
    securityLevel: textOf(row, 'security_level'),
    authProtocol: textOf(row, 'auth_protocol'),
    authKey: secretOf(row, 'auth_key'),
    privacyProtocol: textOf(row, 'privacy_protocol'),
    privacyKey: secretOf(row, 'privacy_key'),
    engineId: textOf(row, 'engine_id') || null,
    contextName: textOf(row, 'context_name'),
    port: smallIntegerOf(row, 'port'),
    retryNum: integerOf(row, 'retry_num'),
    expiration: integerOf(row, 'expiration'),
  };
  refusedWhere('alert source', () => {
    checkFields(source);
    checkTogether(source);
  });
  return { source, createdAt: timeOf(row, 'created_at'), updatedAt: timeOf(row, 'updated_at') };
}

function secretOf(row: DelfinRow, column: string): string | null {
  const encoded = textOf(row, column);
  if (encoded === null || encoded === '') return null;
  const secret = decodedSecret(encoded);
  if (secret === undefined)
    throw new Refusal(`Its alert source has a ${column} that is not in Delfin's own encoding.`);
  return secret;
}
