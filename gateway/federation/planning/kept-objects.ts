import { Kind, visit, type DocumentNode, type FieldNode, type SelectionSetNode } from 'graphql';

/**
 * The operation with a type name, under an alias nobody reads, in each selection that conditions may leave empty. The
 * planner would otherwise not fetch the objects, and the answer would say null where there are some without fields.
 */
export function withKeptObjects(document: DocumentNode, alias: string): DocumentNode {
  const kept: FieldNode = {
    kind: Kind.FIELD,
    name: { kind: Kind.NAME, value: '__typename' },
    alias: { kind: Kind.NAME, value: alias },
  };
  return visit(document, {
    Field: {
      leave: (field) => {
        const { selectionSet } = field;
        if (!selectionSet || field.name.value.startsWith('__') || isNeverEmpty(selectionSet))
          return undefined;
        return {
          ...field,
          selectionSet: { ...selectionSet, selections: [...selectionSet.selections, kept] },
        };
      },
    },
  });
}

function isNeverEmpty({ selections }: SelectionSetNode): boolean {
  return selections.some(({ kind, directives }) => kind === Kind.FIELD && !directives?.length);
}
