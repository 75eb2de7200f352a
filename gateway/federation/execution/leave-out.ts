import type { AnswerObject } from './positions.js';

/** Puts null in the place of objects of a root field, or of elements of its list, that turned out not to be there. */
export function leaveOut(root: AnswerObject, name: string, absent: ReadonlySet<unknown>): void {
  if (absent.size === 0) return;
  const value = root[name];
  if (Array.isArray(value))
    root[name] = value.map((element: unknown) => (absent.has(element) ? null : element));
  else if (absent.has(value)) root[name] = null;
}
