import type { FetchDataRewrite } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import type { AnswerObject } from './positions.js';
import { isOfType } from './type-conditions.js';

const condition = '... on ';

/** Applies the plan's renames and fixed values to a representation or to what a subgraph gave, in place. */
export function rewrite(
  schema: GraphQLSchema,
  rewrites: readonly FetchDataRewrite[] | undefined,
  value: unknown,
): void {
  for (const change of rewrites ?? []) at(schema, change, 0, value);
}

function at(schema: GraphQLSchema, change: FetchDataRewrite, depth: number, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const element of value) at(schema, change, depth, element);
    return;
  }
  const object = value as AnswerObject;
  const part = change.path[depth] ?? '';
  if (part.startsWith(condition)) {
    // A subgraph is not always asked for the type; the planner then means whatever is there.
    const typename = object['__typename'];
    if (typename === undefined || isOfType(schema, typename, part.slice(condition.length)))
      at(schema, change, depth + 1, object);
  } else if (depth < change.path.length - 1) at(schema, change, depth + 1, object[part]);
  else apply(change, part, object);
}

function apply(change: FetchDataRewrite, name: string, object: AnswerObject): void {
  if (change.kind === 'ValueSetter') object[name] = change.setValueTo as unknown;
  else if (Object.hasOwn(object, name)) {
    object[change.renameKeyTo] = object[name];
    delete object[name];
  }
}

/** The path of a subgraph's error by the names after the renames. */
export function rewritePath(
  rewrites: readonly FetchDataRewrite[] | undefined,
  path: readonly (string | number)[],
): readonly (string | number)[] {
  if (!rewrites) return path;
  const renames = new Map(
    rewrites.flatMap((change) =>
      change.kind === 'KeyRenamer' ? [[change.path.at(-1), change.renameKeyTo] as const] : [],
    ),
  );
  return path.map((part) => (typeof part === 'string' ? (renames.get(part) ?? part) : part));
}
