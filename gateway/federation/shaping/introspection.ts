import { executeSync, Kind, type DocumentNode, type FieldNode, type GraphQLSchema } from 'graphql';

/** Answers a root field of introspection, such as `__schema`. */
export function introspect(
  schema: GraphQLSchema,
  document: DocumentNode,
  nodes: readonly FieldNode[],
  variableValues: Readonly<Record<string, unknown>>,
): unknown {
  const definitions = document.definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? { ...definition, selectionSet: { ...definition.selectionSet, selections: nodes } }
      : definition,
  );
  const { data, errors } = executeSync({ schema, document: { ...document, definitions }, variableValues });
  const [error] = errors ?? [];
  if (error) throw error;
  const [node] = nodes;
  return node && data?.[node.alias?.value ?? node.name.value];
}
