import type { ExecutionResult } from 'graphql';
import type { AskSubgraph } from '../execution/fetch.js';
import { OperationRun, type OperationInput } from '../execution/operation-run.js';
import type { PreparedDeferred } from '../planning/operation-planner.js';
import type { ReadSupergraph } from '../supergraph/read-supergraph.js';
import { partPayloads, type PartPayload } from './part-payloads.js';
import { PayloadQueue, type DeferredMessage } from './payload-queue.js';
import { runDeferred } from './run-deferred.js';

/** An answer in parts. */
export interface DeferredAnswer {
  readonly initial: ExecutionResult;
  /** What follows; ends behind the message that says so. */
  readonly messages: AsyncIterable<DeferredMessage<PartPayload>>;
}

/** Executes an operation that defers parts: answers what is to come first, and then each part as it is there. */
export async function executeDeferred(
  supergraph: ReadSupergraph,
  { prepared, parts }: PreparedDeferred,
  input: OperationInput,
  ask: AskSubgraph,
): Promise<DeferredAnswer | ExecutionResult> {
  const run = OperationRun.open(supergraph, prepared, input);
  if (!(run instanceof OperationRun)) return { errors: run.errors };
  const { node } = prepared.plan;
  if (node?.kind === 'Subscription') throw new Error('A subscription defers nothing.');
  const queue = new PayloadQueue<PartPayload>();
  const byId = new Map(parts.map((part) => [part.id, part]));
  let initial: ExecutionResult | undefined;
  const early: (() => void)[] = [];
  const fetched = (id: string, errors: Parameters<OperationRun['asClientsSee']>[0][]): void => {
    const part = byId.get(id);
    byId.delete(id);
    if (!part) return;
    const tell = (): void => {
      const path = run.clientsPath(part.path);
      const { data } = run.shape(part.shapes);
      queue.push(partPayloads(data, initial?.data, path, part.label, errors.map((error) => run.asClientsSee(error))));
    };
    if (initial) tell();
    else early.push(tell);
  };
  const { rest } = node
    ? await runDeferred(run.planRun(ask), node, run.root, (id, errors) => fetched(id, [...errors]))
    : { rest: Promise.resolve() };
  initial = run.answer();
  for (const tell of early) tell();
  void rest.then(
    () => {
      // What needs no fetch of its own has no step in the plan.
      for (const id of [...byId.keys()]) fetched(id, []);
      queue.end();
    },
    (error: unknown) => queue.end(error),
  );
  return { initial, messages: queue.messages() };
}
