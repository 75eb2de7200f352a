/** A value as the text of a `jsonb` column. Throws a TypeError when it is no JSON, or holds what PostgreSQL refuses: a NUL character or half a surrogate pair. */
export function jsonbText(value: unknown): string {
  const text: string | undefined = JSON.stringify(value, (key, part: unknown) => {
    for (const text of [key, part]) {
      if (typeof text === 'string' && (text.includes('\0') || !text.isWellFormed()))
        throw new TypeError('A text holds a NUL character or half a surrogate pair.');
    }
    return part;
  });
  if (text === undefined) throw new TypeError('The value cannot be written as JSON.');
  return text;
}
