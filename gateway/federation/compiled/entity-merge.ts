import type { FetchNode } from '@apollo/query-planner';
import { Kind, parse, type SelectionNode } from 'graphql';
import { merged, mergeInto } from '../execution/merge.js';
import type { AnswerObject } from '../execution/positions.js';
import { isName, type Generate } from '../../../subgraphs/kernel/subgraph/code-generation.js';

/** Merges what a subgraph said of an entity into an object of the answer. */
export type Merge = (target: AnswerObject, entity: Readonly<AnswerObject>) => void;

/** A response name of an entity in a fetch. */
export interface EntityKey {
  readonly name: string;
  /** Whether there are objects behind it. */
  readonly composite: boolean;
}

const mostKeys = 32;

/** The response names of the entities of a fetch; undefined where they are not plain to see. */
export function entityKeys({ operation }: FetchNode): readonly EntityKey[] | undefined {
  const keys = new Map<string, EntityKey>();
  const read = (selections: readonly SelectionNode[]): boolean =>
    selections.every((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return false;
      if (selection.kind === Kind.INLINE_FRAGMENT) return read(selection.selectionSet.selections);
      const name = selection.alias?.value ?? selection.name.value;
      keys.set(name, { name, composite: selection.selectionSet !== undefined });
      return true;
    });
  for (const definition of parse(operation, { noLocation: true }).definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION)
      for (const selection of definition.selectionSet.selections)
        if (selection.kind !== Kind.FIELD || !read(selection.selectionSet?.selections ?? []))
          return undefined;
  return [...keys.values()];
}

/** How the entities of a fetch are merged: name by name where the names are known. */
export function compileMerge(
  keys: readonly EntityKey[] | undefined,
  { outputRewrites }: FetchNode,
  generate: Generate | undefined,
): Merge {
  const names = keys?.map(({ name }) => name) ?? [];
  const known = names.every((name) => isName(name) && !(name in Object.prototype));
  if (!generate || !keys || !known || names.length > mostKeys || outputRewrites?.length) return mergeInto;
  const lines = names.map(
    (name) =>
      `value = entity.${name}; if (value !== undefined) { const known = target.${name}; ` +
      `target.${name} = typeof known === "object" && known !== null ? merged(known, value) : value; }`,
  );
  const body = `return (target, entity) => { let value; ${lines.join('\n')} };`;
  return (generate(['merged'], body) as (...given: unknown[]) => Merge)(merged);
}
