import { visit, type DirectiveNode, type DocumentNode } from 'graphql';
import { isGiven } from './field-sets.js';

/**
 * The supergraph with keys that nobody may resolve behind the others of their type. After a `@requires` the
 * planner enters the subgraph again by the first key whose fields are its own, and does not look whether
 * it can be resolved there.
 */
export function resolvableKeysFirst(supergraph: DocumentNode): DocumentNode {
  const reordered = <T extends { readonly directives?: readonly DirectiveNode[] }>(
    node: T,
  ): T | undefined => {
    const directives = node.directives ?? [];
    if (!directives.some(isUnresolvableKey)) return undefined;
    const last = directives.filter(isUnresolvableKey);
    return { ...node, directives: [...directives.filter((given) => !isUnresolvableKey(given)), ...last] };
  };
  return visit(supergraph, { ObjectTypeDefinition: reordered, InterfaceTypeDefinition: reordered });
}

function isUnresolvableKey(directive: DirectiveNode): boolean {
  return directive.name.value === 'join__type' && isGiven(directive, 'resolvable', false);
}
