import type { AnswerObject } from '../execution/positions.js';

/** An entity as one fetch asks about it. */
export class MemoEntry {
  /** What the subgraph said of it; null where it knows none, undefined before it has answered. */
  entity: AnswerObject | null | undefined;
  /** Ends when it has answered, or has not. Undefined before it is asked. */
  asked: Promise<void> | undefined;
  /** Whether there were errors: nobody but who asked may rely on it. */
  failed = false;

  constructor(
    readonly key: string,
    /** As JSON. */
    readonly representation: string,
    /** The first object that is this entity, of which the representation was made. */
    readonly source: AnswerObject,
  ) {}
}

/**
 * What subgraphs said of entities, by what they were told of them. It lives as long as one operation, and for a mutation
 * as long as one of its steps. Fetches that ask one subgraph for the same fields share a group.
 */
export class EntityMemo {
  private readonly groups = new Map<string, Map<string, MemoEntry>>();

  of(group: string): Map<string, MemoEntry> {
    const known = this.groups.get(group);
    if (known) return known;
    const entries = new Map<string, MemoEntry>();
    this.groups.set(group, entries);
    return entries;
  }

  /** Forgets everything, because something is about to change. */
  clear(): void {
    this.groups.clear();
  }
}
