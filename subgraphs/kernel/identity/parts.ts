import type { Hints } from '../database/hints.js';
import type { Store, Tx } from '../database/store.js';
import type { Log } from '../log/log.js';
import type { IdentityConfig } from './config.js';
import type { Passwords } from './passwords.js';

/** Topic of the hints that accounts or credentials have changed. */
export const identityTopic = 'identity';

/** What the parts of identity share. */
export interface IdentityParts {
  readonly store: Store;
  readonly hints: Hints;
  readonly log: Log;
  readonly config: IdentityConfig;
  readonly passwords: Passwords;
  /** The clock of every expiry and wait. */
  readonly now: () => Date;
}

/** Changes accounts or credentials and tells all processes with the commit; this one knows before the change is answered. */
export function changeIdentity<R>(parts: IdentityParts, work: (tx: Tx) => Promise<R>): Promise<R> {
  return parts.store.transaction(async (tx) => {
    const result = await work(tx);
    await parts.hints.send(tx, identityTopic, { atOnce: true });
    return result;
  });
}

/** Whether a text can be the key of a row; PostgreSQL refuses others with an error of its own. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
