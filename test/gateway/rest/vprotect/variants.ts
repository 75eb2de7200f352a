type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const enumName = /^[A-Z][A-Z_]{2,}$/;

/** Another way to write the same body (vprotect.md 1.2 to 1.4). */
export interface Variant {
  readonly title: string;
  readonly of: (body: Json) => Json;
}

/** Every way in which known clients write what means the same. */
export const variants: readonly Variant[] = [
  {
    title: 'references as bare guids',
    of: (body) => rewritten(body, (value) => (isReference(value) ? value['guid']! : value)),
  },
  {
    title: 'references as objects with more in them',
    of: (body) =>
      rewritten(body, (value, key) =>
        typeof value === 'string' && guid.test(value) && !/^(guid|value|tenantId|.*Guids)$/.test(key)
          ? { guid: value.toUpperCase(), name: 'whatever', parts: [null, { a: 1 }] }
          : value,
      ),
  },
  {
    title: 'enums as bare names',
    of: (body) => rewritten(body, (value) => (isEnum(value) ? value['name']! : value)),
  },
  {
    title: 'enums as objects with a description',
    of: (body) =>
      rewritten(body, (value, key) =>
        typeof value === 'string' && enumName.test(value) && key !== 'name'
          ? { name: value, description: 'Whatever' }
          : value,
      ),
  },
  {
    title: 'unknown properties at every depth',
    of: (body) =>
      rewritten(body, (value) =>
        isObject(value) ? { ...value, checked: true, isNotSaved: false, label: [{ deep: null }] } : value,
      ),
  },
  {
    title: 'null entries in lists of references and enums',
    of: (body) =>
      rewritten(body, (value, key) =>
        Array.isArray(value) && key !== '' && !key.endsWith('Guids') && value.some(isNoPlainText)
          ? [null, ...(value as readonly Json[]), null]
          : value,
      ),
  },
  {
    title: 'numbers as texts with a fraction of nothing',
    of: (body) => rewritten(body, (value) => (typeof value === 'number' ? `${value}.0` : value)),
  },
];

/** Each value replaced, the inner ones first; `key` is empty for the body itself, and for items that of their list. */
function rewritten(value: Json, rewrite: (value: Json, key: string) => Json, key = ''): Json {
  if (Array.isArray(value))
    return rewrite(
      (value as readonly Json[]).map((item) => rewritten(item, rewrite, key)),
      key,
    );
  if (!isObject(value)) return rewrite(value, key);
  const members = Object.entries(value).map(([name, member]) => [name, rewritten(member, rewrite, name)]);
  return rewrite(Object.fromEntries(members) as Json, key);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNoPlainText(value: Json): boolean {
  return typeof value !== 'string' || guid.test(value) || enumName.test(value);
}

/** Something that says no more than which object is meant. */
function isReference(value: Json): value is { readonly [key: string]: Json } {
  return isObject(value) && 'guid' in value && Object.keys(value).every((name) => /^(guid|name)$/.test(name));
}

function isEnum(value: Json): value is { readonly [key: string]: Json } {
  return (
    isObject(value) &&
    Object.keys(value).every((name) => /^(name|description)$/.test(name)) &&
    typeof value['name'] === 'string' &&
    enumName.test(value['name'])
  );
}
