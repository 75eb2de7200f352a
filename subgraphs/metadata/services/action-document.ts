import { isDeepStrictEqual } from 'node:util';
import {
  answeredKeys,
  integerOf,
  objectOf,
  textOf,
  without,
  withoutNulls,
  wrongValue,
} from './checked-values.js';
import type { Doc } from './work-row.js';

const content = ['freezer_action', 'max_retries', 'max_retries_interval', 'mandatory', 'timeout'];

/** An action as it is stored, with its defaults; further members stay. Throws BAD_USER_INPUT that names the wrong member. */
export function actionDocument(posted: Doc, actionId: string): Doc {
  const given = withoutNulls(without(posted, answeredKeys));
  const action = objectOf('freezer_action', given['freezer_action']);
  if (!/^[\w-]{1,255}$/.test(textOf('freezer_action.action', action['action'], '')))
    throw wrongValue('freezer_action.action', 'must name what is to be done, such as "backup"');
  const mandatory = given['mandatory'] ?? false;
  if (typeof mandatory !== 'boolean') throw wrongValue('mandatory', 'must be true or false');
  return {
    ...given,
    action_id: actionId,
    freezer_action: action,
    max_retries: integerOf('max_retries', given['max_retries'], 5),
    max_retries_interval: integerOf('max_retries_interval', given['max_retries_interval'], 6),
    mandatory,
  };
}

/** The members of a change in place of the action's own; those of `freezer_action` one by one. */
export function mergedAction(present: Doc, change: Doc): Doc {
  const merged = { ...present, ...change };
  if (change['freezer_action'] == null) return { ...merged, freezer_action: present['freezer_action'] };
  const own = objectOf('freezer_action', present['freezer_action']);
  return { ...merged, freezer_action: { ...own, ...objectOf('freezer_action', change['freezer_action']) } };
}

/** Whether two stored actions ask for the same. */
export function sameContent(one: Doc, other: Doc): boolean {
  return content.every((key) => isDeepStrictEqual(one[key], other[key]));
}
