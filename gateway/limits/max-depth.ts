import {
  GraphQLError,
  type ASTVisitor,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/** Deepest nesting of fields an operation may have. The IDE's introspection needs 13, our own deepest walk 11. */
export const maxDepth = 20;

/** Refuses operations nested deeper than `maxDepth`, fragments counted where they are spread. */
export function maxDepthRule(context: ValidationContext): ASTVisitor {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of context.getDocument().definitions) {
    if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition);
  }
  const depths = new Map<string, number>();
  return {
    OperationDefinition(node) {
      if (depthOf(node.selectionSet, fragments, depths) <= maxDepth) return;
      context.reportError(
        new GraphQLError(`The operation is nested deeper than ${maxDepth} levels.`, { nodes: node }),
      );
    },
  };
}

/** Depth of a selection; a fragment's is worked out once, and one that spreads itself is another rule's error. */
function depthOf(
  selections: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  depths: Map<string, number>,
): number {
  let deepest = 0;
  for (const selection of selections.selections) {
    if (selection.kind === 'Field') {
      deepest = Math.max(
        deepest,
        1 + (selection.selectionSet ? depthOf(selection.selectionSet, fragments, depths) : 0),
      );
    } else if (selection.kind === 'InlineFragment') {
      deepest = Math.max(deepest, depthOf(selection.selectionSet, fragments, depths));
    } else {
      deepest = Math.max(deepest, fragmentDepth(selection.name.value, fragments, depths));
    }
  }
  return deepest;
}

function fragmentDepth(
  name: string,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  depths: Map<string, number>,
): number {
  const known = depths.get(name);
  if (known !== undefined) return known;
  depths.set(name, 0);
  const fragment = fragments.get(name);
  const depth = fragment ? depthOf(fragment.selectionSet, fragments, depths) : 0;
  depths.set(name, depth);
  return depth;
}
