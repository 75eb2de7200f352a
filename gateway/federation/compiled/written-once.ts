import type { Writer } from './json-texts.js';

/** A writer that writes an object or list once, in however many places it stands. */
export interface WrittenOnce {
  readonly write: Writer;
  /** Forgets what was written, at the end of each answer. */
  clear(): void;
}

/**
 * Entities that fetches ask about once lead to one and the same objects, so their texts are the same too. Each answer
 * has a map of its own: one that is emptied and filled again keeps what was in it alive until memory is cleared as a
 * whole.
 */
export function onceWritten(write: Writer): WrittenOnce {
  let texts: Map<object, string> | undefined;
  return {
    write: (value) => {
      if (typeof value !== 'object' || value === null) return write(value);
      texts ??= new Map();
      const known = texts.get(value);
      if (known === undefined) {
        const text = write(value);
        texts.set(value, text);
        return text;
      }
      // Reading a character joins the parts of a text, which is then copied at once wherever it stands.
      known.charCodeAt(0);
      return known;
    },
    clear: () => {
      texts = undefined;
    },
  };
}
