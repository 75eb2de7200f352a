import {
  getOperationAST,
  GraphQLError,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { defaultLimits, type LimitValues } from './config.js';
import type { CostDirectives } from './cost-directives.js';
import { mayReadSchema, type SchemaReaders } from './introspection.js';
import { costOf, type OperationCost } from './operation-cost.js';
import { sizeOf, type OperationSize } from './operation-size.js';
import { isDeeperThan } from './variables-depth.js';

/** What a request adds to its document. */
export interface OperationRequest {
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly viewer: Viewer;
}

/** What the limits are made of. */
export interface OperationLimitsOptions {
  readonly values?: Partial<LimitValues>;
  /** Who may ask for `__schema` and `__type`. */
  readonly schemaReaders: SchemaReaders;
  /** What the supergraph behind a schema says of costs. */
  readonly costs: (schema: GraphQLSchema) => CostDirectives;
}

/** What is known of a document once it has been measured. */
interface Measured {
  /** Why no request may execute it, whatever its variables; empty for almost all. */
  readonly refusals: readonly GraphQLError[];
  readonly operations: ReadonlyMap<OperationDefinitionNode, MeasuredOperation>;
}

interface MeasuredOperation {
  readonly introspects: boolean;
  /** A function only where a variable tells how long a page is. */
  readonly cost: OperationCost;
}

/**
 * The limits of operations, the same on every transport. They are checked in two steps. A document is measured once:
 * depth, aliases, directives, root fields, selections, and its cost as far as its text tells. What it was found to be is
 * kept with the document itself, so whoever keeps documents keeps valid ones. The second step is per request and touches
 * only what a document cannot know: who asks, how deep the variables are, and the cost where a variable is the length of
 * a page, which is a few additions along the lists that have one.
 */
export class OperationLimits {
  readonly values: LimitValues;
  private readonly measured = new WeakMap<DocumentNode, Measured>();

  constructor(private readonly options: OperationLimitsOptions) {
    this.values = { ...defaultLimits, ...options.values };
  }

  /** Why a valid document may not be executed by any request; none for one that may. */
  refusalsOf(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
    return this.measure(schema, document).refusals;
  }

  /** Why this request of a document may not be executed; undefined when it may. */
  refusalOf(
    schema: GraphQLSchema,
    document: DocumentNode,
    { operationName, variables, viewer }: OperationRequest,
  ): GraphQLError | undefined {
    const { refusals, operations } = this.measure(schema, document);
    if (refusals[0]) return refusals[0];
    const operation = getOperationAST(document, operationName);
    const measured = operation && operations.get(operation);
    if (measured?.introspects && !mayReadSchema(this.options.schemaReaders, viewer))
      return new GraphQLError('The schema is not shown to everybody: __schema and __type need a developer.', {
        nodes: operation ?? null,
      });
    const { variablesDepth } = this.values;
    if (variablesDepth > 0 && isDeeperThan(variables, variablesDepth))
      return new GraphQLError(`The variables are nested deeper than ${variablesDepth} levels.`);
    if (typeof measured?.cost !== 'function') return undefined;
    return this.costRefusal(measured.cost(variables), operation ?? undefined);
  }

  private measure(schema: GraphQLSchema, document: DocumentNode): Measured {
    const known = this.measured.get(document);
    if (known) return known;
    const measured = this.measureAnew(schema, document);
    this.measured.set(document, measured);
    return measured;
  }

  private measureAnew(schema: GraphQLSchema, document: DocumentNode): Measured {
    const fragments = new Map(
      document.definitions
        .filter(
          (definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION,
        )
        .map((fragment) => [fragment.name.value, fragment]),
    );
    const model = { schema, directives: this.options.costs(schema), listSize: this.values.costListSize };
    const refusals: GraphQLError[] = [];
    const operations = new Map<OperationDefinitionNode, MeasuredOperation>();
    for (const operation of document.definitions) {
      if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
      const size = sizeOf(operation, fragments);
      const cost = costOf(operation, fragments, model);
      const tooMuch = this.sizeRefusals(size, operation);
      const tooDear = typeof cost === 'number' ? this.costRefusal(cost, operation) : undefined;
      refusals.push(...tooMuch, ...(tooDear ? [tooDear] : []));
      operations.set(operation, { introspects: size.introspectionDepth > 0, cost });
    }
    return { refusals: refusals.slice(0, mostErrors), operations };
  }

  private sizeRefusals(size: OperationSize, operation: OperationDefinitionNode): GraphQLError[] {
    const { values } = this;
    const checks: readonly (readonly [found: number, most: number, sentence: string])[] = [
      [size.depth, values.depth, `is nested deeper than ${values.depth} levels`],
      [
        size.introspectionDepth,
        values.introspectionDepth,
        `asks for the schema deeper than ${values.introspectionDepth} levels`,
      ],
      [size.aliases, values.aliases, `has more than ${values.aliases} aliases`],
      [size.directives, values.directives, `has more than ${values.directives} directives`],
      [size.rootFields, values.rootFields, `has more than ${values.rootFields} fields at its root`],
      [size.selections, values.selections, `selects more than ${values.selections} fields`],
    ];
    return checks
      .filter(([found, most]) => most > 0 && found > most)
      .map(([, , sentence]) => new GraphQLError(`The operation ${sentence}.`, { nodes: operation }));
  }

  private costRefusal(
    cost: number,
    operation: OperationDefinitionNode | undefined,
  ): GraphQLError | undefined {
    const most = this.values.cost;
    if (most === 0 || cost <= most) return undefined;
    return new GraphQLError(
      `The operation costs ${told(cost)}, and ${most} at most is allowed: ask for shorter pages ("first"), or for less below them.`,
      { nodes: operation ?? null },
    );
  }
}

/** How many mistakes of an operation are told, at most. */
export const mostErrors = 5;

/** A cost for people; what is beyond all bounds is told in powers of ten. */
function told(cost: number): string {
  return Number.isSafeInteger(Math.round(cost)) ? String(Math.round(cost)) : cost.toExponential(1);
}
