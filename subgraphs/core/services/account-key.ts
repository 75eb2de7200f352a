import { keyOf } from '../../../schema/global-id.js';
import { Fault } from '../../kernel/errors/fault.js';
import { isUuid } from '../../kernel/identity/parts.js';

/** Key of the account that a filter names by its global id; null when it names none. BAD_USER_INPUT for another id. */
export function accountKey(id: string | null | undefined): string | null {
  if (id == null) return null;
  const key = keyOf('Account', id);
  if (key === undefined || !isUuid(key))
    throw new Fault('BAD_USER_INPUT', '"accountId" must be the id of an account.');
  return key;
}
