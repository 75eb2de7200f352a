import type { AnswerObject } from '../execution/positions.js';
import type { MemoEntry } from './entity-memo.js';

/**
 * Makes equal objects at one path of a plan that are one entity one object: from there on there is one to merge into
 * and to write, in however many places it stands.
 */
export class Unifying {
  private readonly met = new Map<
    MemoEntry,
    { readonly object: AnswerObject; readonly names: readonly string[] }
  >();

  /** `name` is what their holders have them under. */
  constructor(private readonly name: string) {}

  /** Whether the object is one that was met before, or has been replaced by one. */
  replaces(entry: MemoEntry, object: AnswerObject, holder: AnswerObject | undefined): boolean {
    const first = this.met.get(entry);
    if (first?.object === object) return true;
    if (!first) {
      this.met.set(entry, { object, names: Object.keys(object) });
      return false;
    }
    if (!holder) return false;
    for (const name of first.names) if (object[name] !== first.object[name]) return false;
    if (Object.keys(object).length !== first.names.length) return false;
    holder[this.name] = first.object;
    return true;
  }
}
