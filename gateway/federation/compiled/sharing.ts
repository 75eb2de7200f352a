import type { FetchNode, PlanNode, ResponsePath } from '@apollo/query-planner';
import { Kind, parse, print, visit } from 'graphql';
import { entityKeys } from './entity-merge.js';

/** A fetch of a plan and the path of the objects it is for. */
export interface PlacedFetch {
  readonly fetch: FetchNode;
  readonly path: ResponsePath;
}

/** What fetches of one plan have in common. */
export interface Sharing {
  /** Fetches of one group ask one subgraph for the same fields of entities, so they share what it says. */
  readonly groups: ReadonlyMap<FetchNode, string>;
  /** Names of ways, joined by dots, to values that may stand in more than one place. */
  readonly shared: ReadonlySet<string>;
  /** Fetches that put one object in the place of all at their path that are one entity. */
  readonly unifying: ReadonlySet<FetchNode>;
}

/** Works out what the fetches of a plan share. */
export function sharingOf(fetches: readonly PlacedFetch[]): Sharing {
  const groups = new Map<FetchNode, string>();
  const shared = new Set<string>();
  const unifying = new Set<FetchNode>();
  const seen = new Set<string>();
  const unambiguous = namesAreUnambiguous(fetches);
  for (const [index, { fetch, path }] of fetches.entries()) {
    if (!fetch.requires) continue;
    const keys = entityKeys(fetch);
    const composite = keys?.filter((key) => key.composite).map(({ name }) => name);
    // Objects behind an entity take in what later fetches add; they are one object only where that is the same.
    const mayShare = unambiguous || composite?.length === 0;
    groups.set(fetch, mayShare ? textOf(fetch) : String(index));
    const way = path.filter((part) => part !== '@').join('.');
    // A later fetch meets objects that are one already, and would have to know of all places where they stand.
    if (!seen.has(way) && path.length > 0 && path.at(-1) !== '@') {
      unifying.add(fetch);
      shared.add(way);
    }
    seen.add(way);
    for (const name of composite ?? []) shared.add(way === '' ? name : `${way}.${name}`);
  }
  return { groups, shared, unifying };
}

/** The fetches of a part of a plan with their paths. */
export function placedFetches(node: PlanNode | undefined, path: ResponsePath = []): PlacedFetch[] {
  switch (node?.kind) {
    case 'Fetch':
      return [{ fetch: node, path }];
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap((below) => placedFetches(below, path));
    case 'Flatten':
      return placedFetches(node.node, [...path, ...node.path]);
    case 'Condition':
      return [...placedFetches(node.ifClause, path), ...placedFetches(node.elseClause, path)];
    case 'Defer':
    case undefined:
      return [];
  }
}

/** Whether each response name stands for one field with one set of arguments, wherever it is asked for. */
function namesAreUnambiguous(fetches: readonly PlacedFetch[]): boolean {
  const calls = new Map<string, string>();
  let unambiguous = true;
  for (const { fetch } of fetches)
    visit(parse(fetch.operation, { noLocation: true }), {
      Field: ({ name, alias, arguments: given = [] }) => {
        const shown = alias?.value ?? name.value;
        const call = `${name.value}(${given.map(print).join()})`;
        unambiguous &&= (calls.get(shown) ?? call) === call;
        calls.set(shown, call);
      },
    });
  return unambiguous;
}

/** The subgraph, the operation without its name, which differs from fetch to fetch, and what it needs of entities. */
function textOf({ serviceName, operation, requires }: FetchNode): string {
  const unnamed = visit(parse(operation, { noLocation: true }), {
    [Kind.OPERATION_DEFINITION]: (definition) => ({ ...definition, name: undefined }),
  });
  return `${serviceName} ${print(unnamed)} ${JSON.stringify(requires)}`;
}
