import { GraphQLError, Kind, type ASTVisitor, type ValidationContext } from 'graphql';

/**
 * Holds `@defer` to the rules of its draft: a label is a text and nobody else's, and nothing is deferred at the root of a
 * mutation, whose fields run one after the other, or in a subscription.
 */
export function deferRule(context: ValidationContext): ASTVisitor {
  const labels = new Set<string>();
  const refuse = (message: string, node: GraphQLError['nodes']): void =>
    context.reportError(new GraphQLError(message, { nodes: node ?? null }));
  let operation: string | undefined;
  return {
    OperationDefinition: (node) => {
      operation = node.operation;
    },
    FragmentDefinition: () => {
      operation = undefined;
    },
    Directive: (node) => {
      if (node.name.value !== 'defer') return;
      const parent = context.getParentType();
      if (operation === 'subscription' || parent === context.getSchema().getSubscriptionType())
        refuse('A subscription cannot defer.', [node]);
      else if (parent === context.getSchema().getMutationType())
        refuse('The root of a mutation cannot be deferred.', [node]);
      const label = node.arguments?.find(({ name }) => name.value === 'label')?.value;
      if (!label || label.kind === Kind.NULL) return;
      if (label.kind !== Kind.STRING) refuse('A label of @defer must be a text, not a variable.', [node]);
      else if (labels.has(label.value)) refuse(`Two @defer have the label "${label.value}".`, [node]);
      else labels.add(label.value);
    },
  };
}
