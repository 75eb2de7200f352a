const deepest = 64;

/**
 * Whether PostgreSQL can keep a JSON value: it holds no NUL character and no half of a surrogate pair,
 * neither in a text nor in a key, and is not nested deeper than 64 levels, so that no reader runs out of
 * stack. Walks without recursion, because the value comes from outside.
 */
export function isStorable(value: unknown): boolean {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value: current, depth } = next;
    if (typeof current === 'string' && !isStorableText(current)) return false;
    if (typeof current !== 'object' || current === null) continue;
    if (depth >= deepest) return false;
    for (const [key, member] of Object.entries(current)) {
      if (!isStorableText(key)) return false;
      open.push({ value: member, depth: depth + 1 });
    }
  }
  return true;
}

/** Whether a text column can keep this. */
export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** Errors of PostgreSQL: a byte sequence, or a JSON escape, that no text column can hold. */
const unstorable = new Set(['22021', '22P05']);

/** Whether something failed because PostgreSQL was given a text it cannot hold; an identifier from outside can be one. */
export function isUnstorableText(error: unknown): boolean {
  for (let e: unknown = error, depth = 0; e instanceof Error && depth < 5; depth++) {
    if ('code' in e && typeof e.code === 'string' && unstorable.has(e.code)) return true;
    e = 'originalError' in e ? e.originalError : e.cause;
  }
  return false;
}
