import { getVariableValues, GraphQLError, type GraphQLSchema } from 'graphql';
import type { PreparedOperation } from '../planning/operation-planner.js';

/** The variables of a call after coercion, or what is wrong with them. */
export type ReadVariables =
  | { readonly coerced: Readonly<Record<string, unknown>> }
  | { readonly errors: readonly GraphQLError[] };

/** Reads a call's variables. Errors are BAD_USER_INPUT. */
export function readVariables(
  schema: GraphQLSchema,
  { definition, conditions }: Pick<PreparedOperation, 'definition' | 'conditions'>,
  given: Readonly<Record<string, unknown>>,
): ReadVariables {
  const { errors, coerced } = getVariableValues(schema, definition.variableDefinitions ?? [], given);
  if (errors) return { errors: errors.map(badInput) };
  const undecided = conditions.filter((name) => typeof coerced[name] !== 'boolean');
  if (undecided.length === 0) return { coerced };
  return {
    errors: undecided.map((name) =>
      badInput(new GraphQLError(`Variable "$${name}" decides what is left out, so it must not be null.`)),
    ),
  };
}

function badInput(error: GraphQLError): GraphQLError {
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    originalError: error.originalError ?? null,
    extensions: { ...error.extensions, code: 'BAD_USER_INPUT' },
  });
}
