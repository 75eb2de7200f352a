import { Supergraph } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { CompiledOperation } from './compiled/compiled-operation.js';
import { executeDeferred, type DeferredAnswer } from './defer/execute-deferred.js';
import { withDefer } from './defer/with-defer.js';
import type { AskSubgraph } from './execution/fetch.js';
import { OperationRun, type OperationInput } from './execution/operation-run.js';
import { runNode } from './execution/run-plan.js';
import {
  OperationPlanner,
  type OperationSource,
  type PreparedOperation,
} from './planning/operation-planner.js';
import type { FederationCounts } from './federation-counts.js';
import { OverrideLabels } from './planning/override-labels.js';
import { SharedQueries } from './shared-queries.js';
import type { SubgraphLink } from './subgraph-link.js';
import type { ReadSupergraph } from './supergraph/read-supergraph.js';

/** An operation that somebody wants executed. Its document is valid. */
export interface OperationCall extends OperationSource, OperationInput {}

/** The body of an answer that holds nothing but data. */
export interface AnswerText {
  /** JSON. */
  readonly text: string;
  /** Whether it is known to be ASCII, so that it may be written as latin1, which costs less than UTF-8. */
  readonly isAscii: boolean;
}

/** Settings of a federation. */
export interface FederationOptions {
  /** Labels of progressive overrides that are switched on, other than `percent(N)`. */
  readonly overrideLabels?: readonly string[];
  /** Where shares are drawn from: at least 0, below 1. */
  readonly random?: () => number;
  /** Whether equal queries of one identity that run at the same time are executed once, where text is asked for. */
  readonly shareQueries?: boolean;
  /** Where planning and fetching are counted. */
  readonly counts?: FederationCounts;
}

/** An operation whose fetches have all ended. */
class Ended {
  constructor(
    readonly run: OperationRun,
    readonly compiled: CompiledOperation,
    readonly isPlain: boolean,
  ) {}
}

/** The federated graph over one supergraph: plans operations and executes them over the links to its subgraphs. */
export class Federation {
  private readonly planner: OperationPlanner;
  private readonly overrides: OverrideLabels;
  private readonly shared: SharedQueries | undefined;

  constructor(
    readonly supergraph: ReadSupergraph,
    readonly links: ReadonlyMap<string, SubgraphLink>,
    { overrideLabels = [], random = Math.random, shareQueries = false, counts }: FederationOptions = {},
  ) {
    this.planner = new OperationPlanner(supergraph, { counts });
    this.shared = shareQueries ? new SharedQueries() : undefined;
    this.overrides = new OverrideLabels(supergraph.document, new Set(overrideLabels), random);
  }

  /** The schema clients see. */
  get apiSchema(): GraphQLSchema {
    return this.supergraph.apiSchema;
  }

  /** Whether one operation is planned differently from viewer to viewer or from time to time. */
  get plansVary(): boolean {
    return !this.supergraph.access.isEmpty || !this.overrides.isEmpty;
  }

  /** How many operations' plans are remembered. */
  get remembered(): number {
    return this.planner.remembered;
  }

  /** Plans an operation for its viewer. Throws a GraphQLError when it cannot be planned. */
  prepare(call: Pick<OperationCall, keyof OperationSource | 'context'>): PreparedOperation {
    const kept = this.supergraph.access.keptFrom(call.context.viewer);
    return this.planner.prepare(call, kept, this.overrides.decide(), call.context.span);
  }

  /** Executes a query or mutation. */
  async execute(call: OperationCall): Promise<ExecutionResult> {
    const ended = await this.collect(call, this.prepare(call));
    return ended instanceof Ended ? ended.run.answer() : ended;
  }

  /**
   * The same, with the whole body of the HTTP answer as text wherever there is nothing to tell but data. Errors and
   * extensions come as a result, because whoever answers has to mask them first. Throws as `prepare` does, unless the
   * operation is prepared already.
   */
  async executeToText(
    call: OperationCall,
    prepared: PreparedOperation = this.prepare(call),
  ): Promise<AnswerText | ExecutionResult> {
    const isShared = this.shared && prepared.definition.operation === 'query';
    if (!isShared) return this.toText(call, prepared);
    return this.shared.answer(call, (one) => this.toText(one, prepared));
  }

  private async toText(
    call: OperationCall,
    prepared: PreparedOperation,
  ): Promise<AnswerText | ExecutionResult> {
    const ended = await this.collect(call, prepared);
    if (!(ended instanceof Ended)) return ended;
    const { run, compiled, isPlain } = ended;
    const data = run.text(compiled, isPlain);
    return data === undefined ? run.answer() : { text: `{"data":${data}}`, isAscii: isPlain };
  }

  /** Runs the compiled plan of an operation; its errors when the variables do not fit. */
  private async collect(call: OperationCall, prepared: PreparedOperation): Promise<Ended | ExecutionResult> {
    const run = OperationRun.open(this.supergraph, prepared, call);
    if (!(run instanceof OperationRun)) return { errors: run.errors };
    const compiled = prepared.compiled();
    const compiledRun = run.compiledRun((name, request) => this.link(name).execute(request, call.context));
    await compiled.run(compiledRun);
    return new Ended(run, compiled, compiledRun.isPlain);
  }

  /** Executes a prepared operation; what is no part of its plan's tree, a subscription has as `node`. */
  async run(
    prepared: PreparedOperation,
    input: OperationInput,
    ask: AskSubgraph,
    node: QueryPlan['node'] = prepared.plan.node,
  ): Promise<ExecutionResult> {
    if (node?.kind === 'Subscription') throw new Error('A subscription is executed event by event.');
    const run = OperationRun.open(this.supergraph, prepared, input);
    if (!(run instanceof OperationRun)) return { errors: run.errors };
    if (node) await runNode(run.planRun(ask), node, run.root);
    return run.answer();
  }

  /**
   * Executes an operation that defers parts of its answer. Undefined when it defers nothing under its variables; it is
   * then executed as any other.
   */
  async executeDeferred(call: OperationCall): Promise<DeferredAnswer | ExecutionResult | undefined> {
    const run = OperationRun.open(this.supergraph, this.prepare(call), call);
    if (!(run instanceof OperationRun)) return undefined;
    const kept = this.supergraph.access.keptFrom(call.context.viewer);
    const prepared = this.planner.prepareDeferred(call, kept, this.overrides.decide(), run.coerced);
    return prepared && executeDeferred(this.supergraph, prepared, call, this.asking(call.context));
  }

  /** Asks the links on somebody's behalf. */
  asking(context: RequestContext): AskSubgraph {
    return (fetch, variables) =>
      this.link(fetch.serviceName).execute(
        { query: fetch.operation, variables, operationName: fetch.operationName },
        context,
      );
  }

  /** The way to a subgraph. */
  link(name: string): SubgraphLink {
    const link = this.links.get(name);
    if (!link) throw new Error(`No link for the subgraph "${name}".`);
    return link;
  }
}

/** The API schema of a supergraph alone, for tools that execute nothing. */
export function apiSchemaOf(supergraphSdl: string): GraphQLSchema {
  return withDefer(Supergraph.build(supergraphSdl).apiSchema());
}
