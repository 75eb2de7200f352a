import type { QueryPlan } from '@apollo/query-planner';
import {
  GraphQLError,
  Kind,
  parse,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { responseName } from './response-names.js';
import { fetchesOf } from './visit-plan.js';

/**
 * The root fields of an operation that no fetch of its plan asks for. The planner leaves away what it finds no type
 * for, such as an interface nobody implements, and the answer would be a null that nobody explains.
 */
export function unplannedFields(document: DocumentNode, plan: QueryPlan): ReadonlySet<string> {
  const missing = rootNames(document, undefined);
  for (const { requires, operation } of fetchesOf(plan))
    if (!requires)
      for (const name of rootNames(parse(operation, { noLocation: true }), undefined)) missing.delete(name);
  return missing;
}

/** The errors of such fields, of those that these variables do not leave out. */
export function unplannedErrors(
  missing: ReadonlySet<string>,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): GraphQLError[] {
  if (missing.size === 0) return [];
  return [...rootNames(document, variables)]
    .filter((name) => missing.has(name))
    .map(
      (name) =>
        new GraphQLError(`No subgraph can answer "${name}" as it is asked for.`, {
          path: [name],
          extensions: { code: 'BAD_USER_INPUT' },
        }),
    );
}

/** Response names at the root of all operations of a document, those of introspection left out. */
function rootNames(
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>> | undefined,
): Set<string> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const names = new Set<string>();
  const read = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (isLeftOut(selection.directives ?? [], variables)) continue;
      if (selection.kind === Kind.FIELD) {
        if (!selection.name.value.startsWith('__')) names.add(responseName(selection));
      } else if (selection.kind === Kind.INLINE_FRAGMENT) read(selection.selectionSet);
      else {
        const fragment = fragments.get(selection.name.value);
        if (fragment) read(fragment.selectionSet);
      }
    }
  };
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION) read(definition.selectionSet);
  return names;
}

/** Whether it is skipped; without variables, whether it is whatever they are. */
function isLeftOut(
  directives: readonly DirectiveNode[],
  variables: Readonly<Record<string, unknown>> | undefined,
): boolean {
  return directives.some(({ name, arguments: given }) => {
    if (name.value !== 'skip' && name.value !== 'include') return false;
    const condition = given?.[0]?.value;
    const value =
      condition?.kind === Kind.BOOLEAN
        ? condition.value
        : condition?.kind === Kind.VARIABLE
          ? variables?.[condition.name.value]
          : undefined;
    return value === (name.value === 'skip');
  });
}
