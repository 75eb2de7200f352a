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
    const names = Object.keys(object);
    if (!first) {
      this.met.set(entry, { object, names });
      return false;
    }
    if (!holder || names.length !== first.names.length) return false;
    for (const name of names) if (object[name] !== first.object[name]) return false;
    holder[this.name] = first.object;
    return true;
  }
}
