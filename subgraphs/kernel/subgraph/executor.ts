import {
  createSourceEventStream,
  execute,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFormattedError,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { errorTable } from '../errors/error-table.js';
import { isUnstorableText } from '../database/storable.js';
import { codeOf, faultOf } from '../errors/fault.js';
import type { Log } from '../log/log.js';
import type { FederatedGraph } from './federated-schema.js';
import { endingInValue, mapped } from './iterators.js';
import { PlannedQuery } from './planned-query.js';
import type { RequestContext } from './request-context.js';

/** A fetch as the gateway sends it. */
export interface SubgraphRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly operationName?: string | undefined;
  /** The whole request as JSON, where whoever asks has written it already. */
  readonly body?: string | undefined;
  /** How many entities it is about, where that is known without its variables. */
  readonly entityCount?: number | undefined;
}

/** A fetch's answer; its errors are safe to show. */
export interface SubgraphResponse {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  /** Whether its texts are known to be ASCII without anything that JSON escapes. */
  readonly isPlain?: boolean;
}

interface KnownDocument {
  readonly document: DocumentNode;
  /** What executes it without graphql-js, where that can be. */
  readonly query: PlannedQuery | undefined;
}

/** Executes fetches on one subgraph's schema: the same code in process and behind its own server. */
export class SubgraphExecutor {
  private readonly documents = new LRUCache<string, KnownDocument>({ max: 2000 });

  constructor(
    readonly name: string,
    private readonly graph: FederatedGraph,
    private readonly log: Log,
  ) {}

  async execute(request: SubgraphRequest, context: RequestContext): Promise<SubgraphResponse> {
    const known = this.document(request.query);
    if (known instanceof GraphQLError) return { errors: [known.toJSON()] };
    const { document, query } = known;
    const result =
      (await query?.execute(request.variables ?? {}, context)) ??
      (await execute(this.args(document, request, context)));
    if (isMutation(document)) context.clear();
    return this.respond(result);
  }

  /** Opens a subscription's source; each of its answers is safe to show. */
  async subscribe(
    request: SubgraphRequest,
    context: () => RequestContext,
  ): Promise<AsyncIterableIterator<SubgraphResponse> | SubgraphResponse> {
    const known = this.document(request.query);
    if (known instanceof GraphQLError) return { errors: [known.toJSON()] };
    const args = this.args(known.document, request, context());
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return this.respond(source);
    // Each event is read in a context of its own: loaders of an earlier one would show old things.
    const events = mapped(source[Symbol.asyncIterator](), async (rootValue: unknown) =>
      this.respond(await execute({ ...args, rootValue, contextValue: context() })),
    );
    return endingInValue(events, (error) => ({ errors: [this.sourceError(error)] }));
  }

  private args(
    document: DocumentNode,
    request: SubgraphRequest,
    contextValue: RequestContext,
  ): Parameters<typeof execute>[0] {
    return {
      schema: this.graph.schema,
      document,
      contextValue,
      variableValues: request.variables ?? {},
      operationName: request.operationName ?? null,
    };
  }

  private document(text: string): KnownDocument | GraphQLError {
    const known = this.documents.get(text);
    if (known) return known;
    try {
      const document = parse(text, { maxTokens: 20_000 });
      const [fault] = validate(this.graph.schema, document);
      if (fault) return invalid(fault.message);
      const read = { document, query: PlannedQuery.of(this.graph.schema, document) };
      this.documents.set(text, read);
      return read;
    } catch (error) {
      return invalid(error instanceof Error ? error.message : 'The fetch could not be read.');
    }
  }

  private respond(result: ExecutionResult): SubgraphResponse {
    const data = result.data === undefined ? {} : { data: result.data as Record<string, unknown> | null };
    if (!result.errors) return data;
    return { ...data, errors: result.errors.map((error) => this.publicError(error)) };
  }

  /** What a broken source leaves its subscriber with: its fault, or a masked error that is logged here. */
  private sourceError(error: unknown): GraphQLFormattedError {
    const fault = faultOf(error);
    if (fault) return this.publicError(fault);
    this.log.error({ err: error, subgraph: this.name }, 'The source of a subscription failed');
    return {
      message: errorTable.INTERNAL_SERVER_ERROR.masked,
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    };
  }

  /** What may leave: a fault as it is, anything else logged here and masked. */
  private publicError(error: GraphQLError): GraphQLFormattedError {
    const place = error.path ? { path: error.path } : {};
    const fault = faultOf(error);
    const code = codeOf(error);
    if (fault) {
      if (errorTable[code].level !== 'info')
        this.log[errorTable[code].level](
          { err: fault, subgraph: this.name, path: error.path },
          fault.message,
        );
      return { message: fault.message, ...place, extensions: fault.extensions };
    }
    // Without a path no resolver ran yet: a scalar refused a variable.
    if (!error.originalError || !error.path)
      return { message: error.message, ...place, extensions: { code: 'BAD_USER_INPUT' } };
    if (isUnstorableText(error))
      return {
        message: 'A text must not hold a NUL character or half a surrogate pair.',
        ...place,
        extensions: { code: 'BAD_USER_INPUT' },
      };
    this.log.error({ err: error.originalError, subgraph: this.name, path: error.path }, 'A resolver failed');
    return { message: errorTable[code].masked, ...place, extensions: { code } };
  }
}

function invalid(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

function isMutation(document: DocumentNode): boolean {
  return document.definitions.some(
    (definition) => definition.kind === 'OperationDefinition' && definition.operation === 'mutation',
  );
}
