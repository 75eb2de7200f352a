import { getMetadataStorage } from 'type-graphql';

/** Throws with the names of all queries, mutations and subscriptions of these resolvers that carry no `@Access`. */
export function refuseRootFieldsWithoutRule(resolverClasses: readonly unknown[]): void {
  const storage = getMetadataStorage();
  const ruled = new Set(storage.authorizedFields.map((field) => `${field.target.name}.${field.fieldName}`));
  const bare = [...storage.queries, ...storage.mutations, ...storage.subscriptions]
    .filter((field) => resolverClasses.includes(field.target))
    .map((field) => `${field.target.name}.${field.methodName}`)
    .filter((name) => !ruled.has(name));
  if (bare.length > 0)
    throw new Error(`Root fields without an access rule: ${bare.join(', ')}. Add @Access(…) to each.`);
}
