import { GraphQLError, type ASTVisitor, type ValidationContext } from 'graphql';

/**
 * Refuses `@skip` and `@include` on the root of a subscription, as the GraphQL specification's draft
 * does: a subscription without its one field has no source, and the planner cannot plan it.
 */
export function unconditionalSubscriptionRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (node.operation !== 'subscription') return;
      for (const selection of node.selectionSet.selections) {
        const conditional = selection.directives?.some(
          ({ name }) => name.value === 'skip' || name.value === 'include',
        );
        if (conditional)
          context.reportError(
            new GraphQLError('The field of a subscription cannot be skipped or included by a variable.', {
              nodes: selection,
            }),
          );
      }
    },
  };
}
