import type { FetchNode, PlanNode, ResponsePath } from '@apollo/query-planner';

/** A fetch of a plan and the path of the objects it is for. */
export interface PlacedFetch {
  readonly fetch: FetchNode;
  readonly path: ResponsePath;
}

/** The fetches of a plan in groups of which each runs as a whole or not at all; what is deferred is in none of them. */
export function unconditionalFetches(plan: PlanNode): readonly (readonly PlacedFetch[])[] {
  const groups: PlacedFetch[][] = [];
  const open = (node: PlanNode | undefined, path: ResponsePath): void => {
    if (!node) return;
    const group: PlacedFetch[] = [];
    groups.push(group);
    read(node, path, group);
  };
  const read = (node: PlanNode, path: ResponsePath, group: PlacedFetch[]): void => {
    switch (node.kind) {
      case 'Fetch':
        group.push({ fetch: node, path });
        return;
      case 'Sequence':
      case 'Parallel':
        for (const below of node.nodes) read(below, path, group);
        return;
      case 'Flatten':
        read(node.node, [...path, ...node.path], group);
        return;
      case 'Condition':
        open(node.ifClause, path);
        open(node.elseClause, path);
        return;
      case 'Defer':
        if (node.primary.node) read(node.primary.node, path, group);
        return;
      default:
        node satisfies never;
    }
  };
  open(plan, []);
  return groups;
}
