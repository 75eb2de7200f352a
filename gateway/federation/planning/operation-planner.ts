import type { QueryPlan } from '@apollo/query-planner';
import {
  GraphQLError,
  Kind,
  separateOperations,
  visit,
  type DocumentNode,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { permitted, type Refusal } from '../authorization/refusals.js';
import { deferredParts } from '../defer/deferred-parts.js';
import { labelDefers, type LabelledOperation } from '../defer/label-defers.js';
import type { TraceSpan } from '../../../subgraphs/kernel/telemetry/trace-span.js';
import type { FederationCounts } from '../federation-counts.js';
import type { ReadSupergraph } from '../supergraph/read-supergraph.js';
import { generate } from '../../../subgraphs/kernel/subgraph/code-generation.js';
import { CompiledOperation } from '../compiled/compiled-operation.js';
import { AnswerShapes } from '../shaping/answer-shapes.js';
import { CheckedPlanner } from './checked-planner.js';
import { withKeptObjects } from './kept-objects.js';
import type { Overrides } from './override-labels.js';
import { withRequiredCalls } from './required-calls.js';
import { withProofs } from './proofs.js';
import { withProvableKeys } from './provable-keys.js';
import { clientsName, isolateNames, type NameTree } from './response-names.js';
import { splitFetch } from './split-fetch.js';
import { unplannedFields } from './unplanned-fields.js';
import { mapFetches } from './visit-plan.js';

/** An operation of a valid document. */
export interface OperationSource {
  readonly document: DocumentNode;
  /** Text of the document, by which its plan is remembered. */
  readonly source: string;
  readonly operationName?: string | undefined;
}

/** An operation as it is executed, and what is needed to give clients the names they gave. */
export interface PreparedOperation {
  /** The operation alone with its fragments, by private names. */
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly plan: QueryPlan;
  /** The ways to private names, for places of errors. */
  readonly names: NameTree | undefined;
  readonly shapes: AnswerShapes;
  /** What was taken out because its viewer may not read it, by private names. */
  readonly refusals: readonly Refusal[];
  /** Root fields that the plan does not fetch, by private names. */
  readonly unplanned: ReadonlySet<string>;
  /** Variables that decide about `@skip` and `@include`. */
  readonly conditions: readonly string[];
  /** What executes the plan and writes its answers, made when first asked for. Not for subscriptions and deferred parts. */
  readonly compiled: () => CompiledOperation;
}

/** An operation that is answered in parts. */
export interface PreparedDeferred {
  /** The operation with the shape of what is answered first. */
  readonly prepared: PreparedOperation;
  /** What follows. Paths are by private names. */
  readonly parts: readonly {
    readonly id: string;
    readonly parent: string | undefined;
    readonly label: string | undefined;
    readonly path: readonly string[];
    readonly shapes: AnswerShapes;
  }[];
}

const undeferrable = Symbol('undeferrable');

/** Plans weigh about ten times their operations' text; so many characters of text are remembered. */
const mostText = 4_000_000;
const mostPlans = 2000;

/** How much a planner remembers. */
export interface PlannerLimits {
  readonly plans?: number;
  /** Where planning is counted. */
  readonly counts?: FederationCounts | undefined;
}

/** Plans operations, with the planner's faults corrected; each once. */
export class OperationPlanner {
  private readonly queryPlanner: CheckedPlanner;
  private readonly prepared: LRUCache<string, PreparedOperation>;
  private readonly counts: FederationCounts | undefined;
  private readonly deferred: LRUCache<string, PreparedDeferred | typeof undeferrable>;
  /** The same by documents that callers remember, where plans are the same for all: no key has to be put together. */
  private readonly byDocument = new WeakMap<DocumentNode, Map<string | undefined, PreparedOperation>>();

  constructor(
    private readonly supergraph: ReadSupergraph,
    { plans = mostPlans, counts }: PlannerLimits = {},
  ) {
    this.counts = counts;
    this.prepared = byText(plans);
    this.deferred = byText(plans);
    this.queryPlanner = new CheckedPlanner(supergraph);
  }

  /** How many operations are remembered. */
  get remembered(): number {
    return this.prepared.size + this.deferred.size;
  }

  /** Plans for whom some places are `kept` from, below a span where it is traced. Throws a GraphQLError when the operation cannot be planned. */
  prepare(
    source: OperationSource,
    kept: ReadonlySet<string>,
    overrides: Overrides,
    span?: TraceSpan,
  ): PreparedOperation {
    if (kept.size > 0 || overrides.size > 0) return this.remember(source, kept, overrides, span);
    const { document, operationName } = source;
    const known = this.byDocument.get(document)?.get(operationName);
    if (known) return known;
    const prepared = this.remember(source, kept, overrides, span);
    const named = this.byDocument.get(document) ?? new Map<string | undefined, PreparedOperation>();
    this.byDocument.set(document, named.set(operationName, prepared));
    return prepared;
  }

  private remember(
    source: OperationSource,
    kept: ReadonlySet<string>,
    overrides: Overrides,
    span: TraceSpan | undefined,
  ): PreparedOperation {
    const key = keyOf(source, kept, overrides);
    const known = this.prepared.get(key);
    if (known) return known;
    const plan = (): PreparedOperation => this.plan(withoutDefers(operationOf(source)), kept, overrides);
    const prepared = this.counts ? this.counts.planned(plan, span) : plan();
    this.prepared.set(key, prepared);
    return prepared;
  }

  /** The same with what the operation defers under these variables as parts; undefined where it defers nothing, or the planner cannot. */
  prepareDeferred(
    source: OperationSource,
    kept: ReadonlySet<string>,
    overrides: Overrides,
    variables: Readonly<Record<string, unknown>>,
  ): PreparedDeferred | undefined {
    if (this.supergraph.hasInterfaceObjects) return undefined;
    const labelled = labelDefers(operationOf(source), variables);
    if (!labelled) return undefined;
    const key = `${[...labelled.labels.values()].join()}\n${keyOf(source, kept, overrides)}`;
    const known = this.deferred.get(key) ?? this.planDeferred(labelled, kept, overrides);
    this.deferred.set(key, known);
    return known === undeferrable ? undefined : known;
  }

  private planDeferred(
    { document, labels }: LabelledOperation,
    kept: ReadonlySet<string>,
    overrides: Overrides,
  ): PreparedDeferred | typeof undeferrable {
    let prepared: PreparedOperation;
    try {
      prepared = this.plan(document, kept, overrides, true);
    } catch {
      // The planner cannot defer everything that it can plan, such as a field of an interface below one of its types.
      return undeferrable;
    }
    const { initial, parts } = deferredParts(prepared.document);
    const shapesOf = (part: DocumentNode): AnswerShapes => prepared.shapes.ofPart(part);
    return {
      prepared: { ...prepared, shapes: shapesOf(initial) },
      parts: parts.map(({ document: part, ...place }) => ({
        ...place,
        label: labels.get(place.id),
        shapes: shapesOf(part),
      })),
    };
  }

  private plan(
    operation: DocumentNode,
    kept: ReadonlySet<string>,
    overrides: Overrides,
    deferring = false,
  ): PreparedOperation {
    const { required, plannersNames, apiSchema, unproved } = this.supergraph;
    const { document, prefix, names } = isolateNames(operation, plannersNames);
    const definition = definitionOf(document);
    const conditions = conditionsOf(document);
    const alias = `${prefix}kept`;
    const allowed = permitted(apiSchema, document, kept, alias);
    const keeping = withProvableKeys(apiSchema, unproved, withKeptObjects(allowed.document, alias));
    const planned = deferring
      ? this.queryPlanner.planDeferred(keeping, overrides)
      : this.queryPlanner.plan(keeping, overrides);
    const corrected = mapFetches(planned, (fetch) =>
      required.inputs.size === 0 ? fetch : splitFetch(withRequiredCalls(fetch, required.calls), required),
    );
    const plan = withProofs(corrected, unproved);
    return {
      document,
      definition,
      plan,
      names,
      shapes: new AnswerShapes(apiSchema, document, definition, conditions, (planned) =>
        clientsName(planned, prefix),
      ),
      refusals: allowed.refusals,
      unplanned: unplannedFields(allowed.document, plan),
      conditions,
      compiled: once(() => {
        const { node } = plan;
        if (node?.kind === 'Subscription') throw new Error('A subscription is executed event by event.');
        return new CompiledOperation(this.supergraph, node, generate);
      }),
    };
  }
}

/** A cache whose entries weigh as much as their texts. */
function byText<V extends object | symbol>(max: number): LRUCache<string, V> {
  return new LRUCache({ max, maxSize: mostText, sizeCalculation: (_, key) => key.length });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function keyOf(source: OperationSource, kept: ReadonlySet<string>, overrides: Overrides): string {
  const on = [...overrides].filter(([, holds]) => holds).map(([label]) => label);
  return [source.operationName ?? '', [...kept].join(), on.join(), source.source].join('\n');
}

/** The one operation that is meant, with the fragments it uses. Throws BAD_USER_INPUT where none is. */
function operationOf({ document, operationName }: OperationSource): DocumentNode {
  const operations = separateOperations(document);
  const names = Object.keys(operations);
  const name = operationName ?? (names.length === 1 ? names[0] : undefined);
  const found = name === undefined ? undefined : operations[name];
  if (found) return found;
  throw new GraphQLError(
    operationName === undefined
      ? 'Name one of the operations of the document as "operationName".'
      : `The document has no operation "${operationName}".`,
    { extensions: { code: 'BAD_USER_INPUT' } },
  );
}

/** What is answered whole has nothing deferred in it: the planner's own way to leave it away can end in an endless loop. */
function withoutDefers(document: DocumentNode): DocumentNode {
  return visit(document, { Directive: ({ name }) => (name.value === 'defer' ? null : undefined) });
}

function definitionOf(document: DocumentNode): OperationDefinitionNode {
  const found = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (!found) throw new Error('An operation lost its definition.');
  return found;
}

function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: given }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      const value = given?.[0]?.value;
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}
