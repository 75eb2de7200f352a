import { GraphQLError, type ExecutionResult, type GraphQLObjectType } from 'graphql';
import type { RequestContext } from '../../../subgraphs/kernel/subgraph/request-context.js';
import { refusalErrors } from '../authorization/refusals.js';
import type { PreparedOperation } from '../planning/operation-planner.js';
import { restorePath, type NameTree } from '../planning/response-names.js';
import { unplannedErrors } from '../planning/unplanned-fields.js';
import type { AnswerShapes } from '../shaping/answer-shapes.js';
import { introspect } from '../shaping/introspection.js';
import { shapeAnswer, type ShapedAnswer } from '../shaping/shape-answer.js';
import type { CompiledOperation } from '../compiled/compiled-operation.js';
import { CompiledRun, type SendFetch } from '../compiled/compiled-run.js';
import type { ReadSupergraph } from '../supergraph/read-supergraph.js';
import type { AskSubgraph, PlanRun } from './fetch.js';
import { rootPosition, type AnswerObject, type Position } from './positions.js';
import { readVariables } from './read-variables.js';

/** For whom an operation is executed, and with what. */
export interface OperationInput {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}

/** One execution of a prepared operation: what fetches collect, and the answer made of it. */
export class OperationRun {
  private readonly collected = Object.create(null) as AnswerObject;

  private constructor(
    private readonly supergraph: ReadSupergraph,
    private readonly prepared: PreparedOperation,
    private readonly input: OperationInput,
    readonly coerced: Readonly<Record<string, unknown>>,
    private readonly errors: GraphQLError[],
  ) {}

  /** The run, or what is wrong with its variables. */
  static open(
    supergraph: ReadSupergraph,
    prepared: PreparedOperation,
    input: OperationInput,
  ): OperationRun | { readonly errors: readonly GraphQLError[] } {
    const read = readVariables(supergraph.apiSchema, prepared, input.variables);
    if ('errors' in read) return { errors: read.errors };
    const code = input.context.viewer.kind === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
    return new OperationRun(supergraph, prepared, input, read.coerced, [
      ...unplannedErrors(prepared.unplanned, prepared.document, read.coerced),
      ...refusalErrors(prepared.refusals, read.coerced, code),
    ]);
  }

  /** Where the plan begins. */
  get root(): readonly Position[] {
    return [rootPosition(this.collected)];
  }

  /** What the plan is run with. */
  planRun(ask: AskSubgraph): PlanRun {
    const { variables } = this.input;
    return {
      schema: this.supergraph.plannedSchema,
      variables,
      coerced: this.coerced,
      ask,
      root: this.collected,
      errors: this.errors,
    };
  }

  /** What the compiled plan is run with. */
  compiledRun(send: SendFetch): CompiledRun {
    const { plannedSchema } = this.supergraph;
    return new CompiledRun(
      plannedSchema,
      this.input.variables,
      this.coerced,
      this.collected,
      this.errors,
      send,
    );
  }

  /** The data as JSON, by clients' names; undefined where there is anything but data to tell. */
  text(compiled: CompiledOperation, isPlain: boolean): string | undefined {
    if (this.errors.length > 0) return undefined;
    const shape = this.prepared.shapes.under(this.coerced);
    return compiled.writer(shape, this.rootType).write(this.collected, isPlain);
  }

  /** The answer by clients' names. A null in a wrong place without any error stands in its extensions, as Apollo's. */
  answer(): ExecutionResult {
    const { data, faults } = this.shape(this.prepared.shapes);
    if (this.errors.length > 0) return { errors: this.errors.map((error) => this.asClientsSee(error)), data };
    return faults.length > 0 ? { extensions: { valueCompletion: faults }, data } : { data };
  }

  /** What was collected so far in the shape of the operation or a part of it. */
  shape(shapes: AnswerShapes): ShapedAnswer {
    const { apiSchema } = this.supergraph;
    return shapeAnswer(apiSchema, shapes.under(this.coerced), this.rootType, this.collected, ({ nodes }) =>
      introspect(apiSchema, shapes.document, nodes, this.input.variables),
    );
  }

  private get rootType(): GraphQLObjectType {
    const { operation } = this.prepared.definition;
    const root = this.supergraph.apiSchema.getRootType(operation);
    if (!root) throw new Error(`The schema has no ${operation} type.`);
    return root;
  }

  /** The error with the names clients gave in its path. */
  asClientsSee(error: GraphQLError): GraphQLError {
    return renamed(error, this.prepared.names);
  }

  /** A path of private names as clients see it. */
  clientsPath(path: readonly string[]): readonly string[] {
    return restorePath(path, this.prepared.names).map(String);
  }
}

function renamed(error: GraphQLError, names: NameTree | undefined): GraphQLError {
  if (!names || !error.path) return error;
  return new GraphQLError(error.message, {
    path: restorePath(error.path, names),
    extensions: error.extensions,
    originalError: error.originalError ?? error,
  });
}
