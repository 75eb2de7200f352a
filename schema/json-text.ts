/**
 * A JSON value kept as its text, so that key order and the form of numbers survive where parsing and
 * printing again would change them (keys that look like numbers, integers beyond 2^53).
 */
export class JsonText {
  constructor(readonly text: string) {}
}

/** JSON of a value that may hold `JsonText` anywhere; keys whose value is undefined are left out. */
export function encodeJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  if (value instanceof JsonText) return value.text;
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === '' ? '' : ','}${encodeJson(item ?? null)}`;
    return `[${text}]`;
  }
  if ('toJSON' in value) return JSON.stringify(value);
  for (const [key, member] of Object.entries(value))
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${encodeJson(member)}`;
  return `{${text}}`;
}

/** The same JSON without blanks between its tokens. The text must be valid. */
export function compactJson(text: string): string {
  return text.replace(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, '$1');
}

/**
 * The members of a JSON object in the order they are written, values as text without blanks. A key
 * that occurs twice stands where it stood first, with its last value. The text must be a valid object.
 */
export function jsonMembers(text: string): Map<string, JsonText> {
  const compact = compactJson(text);
  const members = new Map<string, JsonText>();
  let at = 1;
  while (at < compact.length - 1) {
    const keyEnd = stringEnd(compact, at);
    const valueEnd = endOfValue(compact, keyEnd + 1);
    members.set(
      JSON.parse(compact.slice(at, keyEnd)) as string,
      new JsonText(compact.slice(keyEnd + 1, valueEnd)),
    );
    at = valueEnd + 1;
  }
  return members;
}

/** JSON of an object with these members. */
export function jsonObject(members: ReadonlyMap<string, JsonText>): JsonText {
  return new JsonText(
    `{${[...members].map(([key, value]) => `${JSON.stringify(key)}:${value.text}`).join(',')}}`,
  );
}

/** Position behind the string that begins at `at`. */
function stringEnd(text: string, at: number): number {
  let end = at + 1;
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end + 1;
}

/** Position of the comma or brace that ends the value beginning at `at`. */
function endOfValue(text: string, at: number): number {
  let depth = 0;
  for (let end = at; ;) {
    const char = text[end];
    if (char === '"') {
      end = stringEnd(text, end);
      continue;
    }
    if (depth === 0 && (char === ',' || char === '}')) return end;
    if (char === '{' || char === '[') depth++;
    if (char === '}' || char === ']') depth--;
    end++;
  }
}
