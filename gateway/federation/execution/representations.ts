import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { mergeInto } from './merge.js';
import type { AnswerObject } from './positions.js';
import { isOfType } from './type-conditions.js';

/**
 * What a subgraph is told of an entity: the inputs of a fetch read from the answer so far. Undefined where one of
 * them is not there, because the entity is of another type or an earlier fetch failed; it is then not asked about.
 */
export function representationOf(
  schema: GraphQLSchema,
  entity: Readonly<AnswerObject>,
  inputs: readonly QueryPlanSelectionNode[],
): AnswerObject | undefined {
  const representation = readInputs(schema, entity, inputs);
  // The planner leaves the key away for types that cannot be there; a type alone names no entity.
  if (!representation || Object.keys(representation).length < 2) return undefined;
  return representation['__typename'] === undefined ? undefined : representation;
}

function readInputs(
  schema: GraphQLSchema,
  source: Readonly<AnswerObject>,
  inputs: readonly QueryPlanSelectionNode[],
): AnswerObject | undefined {
  const read: AnswerObject = {};
  for (const input of inputs) {
    if (input.kind === 'InlineFragment') {
      const { typeCondition } = input;
      if (typeCondition !== undefined && !isOfType(schema, source['__typename'], typeCondition)) continue;
      const part = readInputs(schema, source, input.selections);
      if (!part) return undefined;
      mergeInto(read, part);
      continue;
    }
    const planned = input.alias ?? input.name;
    const value = Object.hasOwn(source, planned)
      ? readValue(schema, source[planned], input.selections)
      : undefined;
    if (value === undefined) return undefined;
    read[input.name] = value;
  }
  return read;
}

/** Of an input with inputs below it the value with those alone; undefined where one of them is not there. */
export function readValue(
  schema: GraphQLSchema,
  value: unknown,
  inputs: readonly QueryPlanSelectionNode[] | undefined,
): unknown {
  if (!inputs || typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) return readInputs(schema, value as AnswerObject, inputs);
  const elements = value.map((element) => readValue(schema, element, inputs));
  return elements.includes(undefined) ? undefined : elements;
}
