import {
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
} from 'graphql';
import type { UnprovedField } from '../supergraph/unproved-fields.js';

/**
 * The operation with the keys of all objects that have to be proved. Clients' own values under the names of keys have
 * private names by then.
 */
export function withProvableKeys(
  schema: GraphQLSchema,
  fields: readonly UnprovedField[],
  document: DocumentNode,
): DocumentNode {
  if (fields.length === 0) return document;
  const keys = keysByField(fields);
  const types = new TypeInfo(schema);
  const leave = (field: FieldNode): FieldNode | undefined => {
    const { name, selectionSet } = field;
    const added = types.getParentType() === schema.getQueryType() ? keys.get(name.value) : undefined;
    if (!added || !selectionSet) return undefined;
    return {
      ...field,
      selectionSet: { ...selectionSet, selections: [...selectionSet.selections, ...added] },
    };
  };
  return visit(document, visitWithTypeInfo(types, { Field: { leave } }));
}

function keysByField(fields: readonly UnprovedField[]): ReadonlyMap<string, readonly FieldNode[]> {
  const names = new Map<string, Set<string>>();
  for (const { name, owners } of fields) {
    const known = names.get(name) ?? new Set();
    names.set(name, known);
    for (const { key } of owners.values()) known.add(key);
  }
  return new Map([...names].map(([field, keys]) => [field, [...keys].map(fieldNamed)]));
}

function fieldNamed(value: string): FieldNode {
  return { kind: Kind.FIELD, name: { kind: Kind.NAME, value } };
}
