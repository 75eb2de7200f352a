import type { ExecutionResult, GraphQLError } from 'graphql';
import type { AskSubgraph } from '../execution/fetch.js';
import { OperationRun, type OperationInput } from '../execution/operation-run.js';
import type { PreparedDeferred } from '../planning/operation-planner.js';
import type { ReadSupergraph } from '../supergraph/read-supergraph.js';
import { addPart, partPayloads, type PartPayload } from './part-payloads.js';
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
  deferred: PreparedDeferred,
  input: OperationInput,
  ask: AskSubgraph,
): Promise<DeferredAnswer | ExecutionResult> {
  const run = OperationRun.open(supergraph, deferred.prepared, input);
  if (!(run instanceof OperationRun)) return { errors: run.errors };
  const { node } = deferred.prepared.plan;
  if (node?.kind === 'Subscription') throw new Error('A subscription defers nothing.');
  const telling = new PartTelling(run, deferred);
  const { rest } = await runDeferred(run.planRun(ask), node, run.root, (id, errors) =>
    telling.fetched(id, errors),
  );
  const initial = run.answer();
  telling.begin(initial);
  void rest.then(
    () => telling.end(),
    (error: unknown) => telling.queue.end(error instanceof Error ? error : new Error(String(error))),
  );
  return { initial, messages: telling.queue.messages() };
}

/** Tells parts once they are fetched: none before the first answer, none before the part it is in. */
class PartTelling {
  readonly queue = new PayloadQueue<PartPayload>();
  private readonly fetchedErrors = new Map<string, readonly GraphQLError[]>();
  private readonly told = new Set<string>();
  /** What the client has; undefined before it has anything. */
  private seen: { readonly data: unknown } | undefined;

  constructor(
    private readonly run: OperationRun,
    private readonly deferred: PreparedDeferred,
  ) {}

  begin({ data }: ExecutionResult): void {
    this.seen = { data: structuredClone(data) };
    this.tell();
  }

  fetched(id: string, errors: readonly GraphQLError[]): void {
    this.fetchedErrors.set(id, errors);
    if (this.seen) this.tell();
  }

  /** Everything is fetched; what needed no fetch of its own has no step in the plan. */
  end(): void {
    for (const { id } of this.deferred.parts) if (!this.fetchedErrors.has(id)) this.fetchedErrors.set(id, []);
    this.tell();
    this.queue.end();
  }

  private tell(): void {
    for (const { id, parent, path, label, shapes } of this.deferred.parts) {
      const errors = this.fetchedErrors.get(id);
      if (!errors || this.told.has(id) || (parent !== undefined && !this.told.has(parent))) continue;
      this.told.add(id);
      const { data } = this.run.shape(shapes);
      const shown = errors.map((error) => this.run.asClientsSee(error));
      const payloads = partPayloads(data, this.seen?.data, this.run.clientsPath(path), label, shown);
      for (const payload of payloads) addPart(this.seen?.data, payload);
      this.queue.push(payloads);
    }
  }
}
