import type { FetchNode, PlanNode, ResponsePath } from '@apollo/query-planner';
import { Kind, parse, print, visit } from 'graphql';
import type { PlacedFetch } from '../planning/unconditional-fetches.js';
import { entityKeys } from './entity-merge.js';

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
  const unambiguous = namesAreUnambiguous(fetches);
  const entityFetches = fetches.flatMap(({ fetch, path }, index) => {
    if (!fetch.requires) return [];
    const keys = entityKeys(fetch)?.filter(({ composite }) => composite);
    // Objects behind an entity take in what later fetches add; they are one object only where that is the same.
    const group = unambiguous || keys?.length === 0 ? textOf(fetch) : String(index);
    const way = path.filter((part) => part !== '@');
    return [{ fetch, path, group, way, below: (keys ?? []).map(({ name }) => [...way, name].join('.')) }];
  });
  const groups = new Map(entityFetches.map(({ fetch, group }) => [fetch, group]));
  const shared = new Set(entityFetches.flatMap(({ below }) => below));
  const sizes = Map.groupBy(entityFetches, ({ group }) => group);
  const elsewhere = new Set(
    entityFetches.flatMap(({ group, below }) => (sizes.get(group)?.length === 1 ? [] : below)),
  );
  const unifying = new Set<FetchNode>();
  const seen = new Set<string>();
  for (const { fetch, path, way } of entityFetches) {
    const place = way.join('.');
    const isReachedElsewhere = way.some((_, end) => elsewhere.has(way.slice(0, end + 1).join('.')));
    // One fetch of a place is enough, and it has to know of every object that holds what it replaces.
    if (way.length > 0 && path.at(-1) !== '@' && !seen.has(place) && !isReachedElsewhere) {
      unifying.add(fetch);
      shared.add(place);
    }
    seen.add(place);
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
