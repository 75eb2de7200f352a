import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  TypeNameMetaFieldDef,
  type GraphQLLeafType,
} from 'graphql';
import { generate, isName } from './code-generation.js';
import type { FieldPlan } from './selection-plan.js';

/**
 * Begins the object of an answer: all its names in order, leaves that are as they nearly always are in their places, null
 * for the rest. Undefined where one of them is not: then each has to be looked at by itself.
 */
export type BeginObject = (source: unknown) => Record<string, unknown> | undefined;

/** How objects of a selection are begun, and the fields that remain. */
export interface UsualLeaves {
  readonly begin: BeginObject;
  readonly rest: readonly FieldPlan[];
}

const mostLeaves = 100;

/** Undefined where no field is a leaf that is read as it is, or code must not be generated. */
export function usualLeaves(fields: readonly FieldPlan[]): UsualLeaves | undefined {
  if (!generate || fields.length > mostLeaves) return undefined;
  const reads: string[] = [];
  const guards: string[] = [];
  const entries: string[] = [];
  const rest: FieldPlan[] = [];
  fields.forEach((field, index) => {
    const { key, definition, parentType } = field;
    const usual = usualForm(field, `v${index}`);
    if (definition === TypeNameMetaFieldDef)
      entries.push(`${JSON.stringify(key)}: ${JSON.stringify(parentType.name)}`);
    else if (usual) {
      reads.push(`const v${index} = source.${definition.name};`);
      guards.push(usual.guard);
      entries.push(`${JSON.stringify(key)}: ${usual.value}`);
    } else {
      rest.push(field);
      entries.push(`${JSON.stringify(key)}: null`);
    }
  });
  if (rest.length === fields.length) return undefined;
  const body = [
    'return (source) => {',
    'if (typeof source !== "object" || source === null) return undefined;',
    ...reads,
    guards.length > 0 ? `if (!(${guards.join(' && ')})) return undefined;` : '',
    `return { ${entries.join(', ')} };`,
    '};',
  ].join('\n');
  return { begin: generate([], body)() as BeginObject, rest };
}

/** How a leaf nearly always is, and what is written then. */
function usualForm(
  { resolve, value, definition }: FieldPlan,
  local: string,
): { readonly guard: string; readonly value: string } | undefined {
  if (resolve || value.kind !== 'leaf' || !isName(definition.name)) return undefined;
  const guard = guardOf(value.type, local);
  if (guard === undefined) return undefined;
  return value.nullable
    ? { guard: `(${local} == null || ${guard})`, value: `${local} ?? null` }
    : { guard, value: local };
}

/** The values of a type of GraphQL itself that are written as they are. */
function guardOf(type: GraphQLLeafType, local: string): string | undefined {
  if (type === GraphQLString || type === GraphQLID) return `typeof ${local} === "string"`;
  if (type === GraphQLBoolean) return `typeof ${local} === "boolean"`;
  if (type === GraphQLFloat) return `Number.isFinite(${local})`;
  // Whole numbers of 32 bits are what this leaves as they are.
  if (type === GraphQLInt) return `(${local} | 0) === ${local}`;
  return undefined;
}
