import type { PlanNode } from '@apollo/query-planner';

/** When the fetches of a plan have ended that deferred parts build upon. */
export class FetchEnds {
  /** Fetches left by id: one that was split has left its id to all of its parts. */
  private readonly left: Map<string, number>;
  private readonly first = Promise.withResolvers<void>();
  private readonly ends = new Map<string, PromiseWithResolvers<void>>();

  constructor(plan: PlanNode | undefined) {
    this.left = countsOf(plan);
  }

  /** Resolves when all fetches of the id have ended; when the plan lost them, once its first part has. */
  endOf(id: string): Promise<void> {
    return this.left.has(id) ? this.end(id).promise : this.first.promise;
  }

  /** Notes that what is answered first is there. */
  firstEnded(): void {
    this.first.resolve();
  }

  /** Notes that one of them has. */
  ended(id: string): void {
    const left = (this.left.get(id) ?? 1) - 1;
    this.left.set(id, left);
    if (left <= 0) this.end(id).resolve();
  }

  /** Notes that a part of the plan is done: what a condition left out in it never ends by itself. */
  allEnded(node: PlanNode | undefined): void {
    for (const id of countsOf(node).keys()) this.end(id).resolve();
  }

  private end(id: string): PromiseWithResolvers<void> {
    const known = this.ends.get(id) ?? Promise.withResolvers<void>();
    this.ends.set(id, known);
    return known;
  }
}

function countsOf(plan: PlanNode | undefined): Map<string, number> {
  const counts = new Map<string, number>();
  const read = (node: PlanNode | undefined): void => {
    switch (node?.kind) {
      case 'Fetch':
        if (node.id !== undefined) counts.set(node.id, (counts.get(node.id) ?? 0) + 1);
        return;
      case 'Sequence':
      case 'Parallel':
        node.nodes.forEach(read);
        return;
      case 'Flatten':
        read(node.node);
        return;
      case 'Condition':
        read(node.ifClause);
        read(node.elseClause);
        return;
      case 'Defer':
        read(node.primary.node);
        for (const part of node.deferred) read(part.node);
        return;
      case undefined:
    }
  };
  read(plan);
  return counts;
}
