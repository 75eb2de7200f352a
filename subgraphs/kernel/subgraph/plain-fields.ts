import { getMetadataStorage } from 'type-graphql';

/**
 * Lets graphql-js read properties by itself where type-graphql would put a resolver of its own around
 * each: a list of a thousand rows has ten thousand of them. Fields with a rule, a middleware or another
 * name in the schema keep theirs.
 */
export function readPlainFieldsDirectly(): void {
  const storage = getMetadataStorage();
  const keyed = new Map<unknown, Set<string>>();
  for (const { target, fieldName } of [...storage.authorizedFields, ...storage.middlewares]) {
    const names = keyed.get(target) ?? new Set();
    keyed.set(target, names.add(fieldName));
  }
  for (const field of storage.fields) {
    if (field.name === field.schemaName && !keyed.get(field.target)?.has(field.name)) field.simple ??= true;
  }
}
