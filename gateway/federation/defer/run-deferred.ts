import type { DeferNode, PlanNode } from '@apollo/query-planner';
import type { GraphQLError } from 'graphql';
import type { PlanRun } from '../execution/fetch.js';
import type { Position } from '../execution/positions.js';
import { runNode } from '../execution/run-plan.js';
import { FetchEnds } from './fetch-ends.js';

/** Says that a deferred part has been fetched, with the errors of its fetches. */
export type PartFetched = (id: string, errors: readonly GraphQLError[]) => void;

/**
 * Runs a plan with deferred parts. Each part is run as soon as the fetches that it builds upon have ended. Resolves when
 * what is answered first is there; `rest` when everything is.
 */
export async function runDeferred(
  run: PlanRun,
  node: PlanNode | undefined,
  root: readonly Position[],
  fetched: PartFetched,
): Promise<{ readonly rest: Promise<void> }> {
  const ends = new FetchEnds(node);
  const deferred = new DeferredRun(root, fetched, ends);
  const first = await deferred.run({ ...run, onFetched: (id) => ends.ended(id) }, node);
  ends.firstEnded();
  return first;
}

class DeferredRun {
  constructor(
    private readonly root: readonly Position[],
    private readonly fetched: PartFetched,
    private readonly ends: FetchEnds,
  ) {}

  async run(run: PlanRun, node: PlanNode | undefined): Promise<{ readonly rest: Promise<void> }> {
    if (node?.kind !== 'Defer') {
      if (node) await runNode(run, node, this.root);
      this.ends.allEnded(node);
      return { rest: Promise.resolve() };
    }
    const parts = node.deferred.map(async (part) => {
      await Promise.all(part.depends.map(({ id }) => this.ends.endOf(id)));
      await this.runPart(run, part);
    });
    const { rest } = await this.run(run, node.primary.node);
    return { rest: Promise.all([rest, ...parts]).then(() => undefined) };
  }

  private async runPart(run: PlanRun, part: DeferNode['deferred'][number]): Promise<void> {
    const errors: GraphQLError[] = [];
    const { rest } = await this.run({ ...run, errors }, part.node);
    if (part.label !== undefined) this.fetched(part.label, errors);
    await rest;
  }
}
