import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  execute,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { CompiledOperation } from '../../../gateway/federation/compiled/compiled-operation.js';
import type { AnswerText, FederationOptions, OperationCall } from '../../../gateway/federation/federation.js';
import { givenLinks, LiveFederation } from '../../../gateway/federation/live-federation.js';
import type { SubgraphLink } from '../../../gateway/federation/subgraph-link.js';
import { composeSupergraph } from '../../../schema/compose.js';
import type { SubgraphRequest, SubgraphResponse } from '../../../subgraphs/kernel/subgraph/executor.js';
import { anonymous, type Viewer } from '../../../subgraphs/kernel/identity/viewer.js';
import { RequestContext } from '../../../subgraphs/kernel/subgraph/request-context.js';

/** A subgraph of a test: its SDL with its resolvers. */
export interface TestSubgraph {
  readonly name: string;
  readonly sdl: string;
  readonly resolvers: object;
}

/** An answer without anything that only says who made it. */
export interface PlainAnswer {
  readonly data: unknown;
  readonly errors: readonly {
    readonly message: string;
    readonly path: readonly (string | number)[] | undefined;
  }[];
}

/** What our engine answers through the reference, and what through each way of a compiled plan. */
export interface EveryWay {
  readonly reference: ExecutionResult;
  readonly compiled: ReadonlyMap<string, ExecutionResult | AnswerText>;
}

/** A federated graph that can be asked through our engine and through Apollo Gateway as it ships. */
export class BothEngines {
  /** Every fetch that reached a subgraph since it was last emptied. */
  readonly fetches: { readonly subgraph: string; readonly request: SubgraphRequest }[] = [];
  readonly supergraphSdl: string;
  private readonly schemas: ReadonlyMap<string, GraphQLSchema>;
  private readonly live: LiveFederation;
  private readonly documents = new Map<string, DocumentNode | readonly GraphQLError[]>();
  private stockGateway: Promise<Stock> | undefined;

  constructor(subgraphs: readonly TestSubgraph[], options: FederationOptions = {}) {
    this.schemas = new Map(
      subgraphs.map(({ name, sdl, resolvers }) => [
        name,
        buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]),
      ]),
    );
    this.supergraphSdl = composeSupergraph(subgraphs);
    this.live = new LiveFederation(this.supergraphSdl, givenLinks(this.links()), options);
  }

  /** Asks our engine. The operation must be valid. */
  async ours(
    source: string,
    variables: Readonly<Record<string, unknown>> = {},
    viewer: Viewer = anonymous,
  ): Promise<PlainAnswer> {
    const document = parse(source);
    const invalid = validate(this.live.current.apiSchema, document);
    if (invalid.length > 0) throw new Error(invalid.map(({ message }) => message).join('\n'));
    const context = new RequestContext(viewer);
    return plain(await this.live.current.execute({ document, source, variables, context }));
  }

  /**
   * Asks our engine for texts through compiled plans, by generated code and by closures, and for what they have to be
   * through the reference.
   */
  async oursInEveryWay(source: string, variables: Readonly<Record<string, unknown>> = {}): Promise<EveryWay> {
    const document = parse(source);
    const call = (): OperationCall => ({ document, source, variables, context: new RequestContext() });
    const { current } = this.live;
    const prepared = current.prepare(call());
    const reference = await current.run(prepared, call(), current.asking(new RequestContext()));
    const { node } = prepared.plan;
    if (node?.kind === 'Subscription') throw new Error('Subscriptions are tested elsewhere.');
    const closures = new CompiledOperation(current.supergraph, node, undefined);
    const generated = await current.executeToText(call(), prepared);
    const closed = await current.executeToText(call(), { ...prepared, compiled: () => closures });
    return {
      reference,
      compiled: new Map([
        ['generated code', generated],
        ['closures', closed],
      ]),
    };
  }

  /** Asks our engine for an answer in parts, and puts them together. Undefined when it defers nothing. */
  async oursInParts(
    source: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<PlainAnswer | undefined> {
    const document = parse(source);
    const call = { document, source, variables, context: new RequestContext() };
    const answer = await this.live.current.executeDeferred(call);
    if (!answer || !('initial' in answer)) return undefined;
    const { data, errors } = plain(answer.initial);
    const all = [...errors];
    for await (const { incremental } of answer.messages)
      for (const part of incremental) {
        all.push(...plain({ data: null, ...(part.errors ? { errors: part.errors } : {}) }).errors);
        putInto(data, part.path, part.data);
      }
    return { data, errors: all };
  }

  /** Asks Apollo Gateway. */
  async stock(source: string, variables: Readonly<Record<string, unknown>> = {}): Promise<PlainAnswer> {
    this.stockGateway ??= this.startStock();
    const execute = await this.stockGateway;
    return plain(await execute(source, variables));
  }

  private links(): SubgraphLink[] {
    return [...this.schemas.keys()].map((name) => ({
      name,
      execute: (request) => this.fetch(name, request),
      subscribe: () => Promise.reject(new Error('Subscriptions are tested elsewhere.')),
      check: () => Promise.resolve(),
      close: () => Promise.resolve(),
    }));
  }

  private async fetch(subgraph: string, request: SubgraphRequest): Promise<SubgraphResponse> {
    this.fetches.push({ subgraph, request });
    const schema = this.schemas.get(subgraph);
    if (!schema) throw new Error(`There is no subgraph ${subgraph}.`);
    const document = this.document(subgraph, schema, request.query);
    if (!('kind' in document)) return { errors: document.map((error) => error.toJSON()) };
    const result = await execute({ schema, document, variableValues: request.variables ?? {} });
    return JSON.parse(JSON.stringify(result)) as SubgraphResponse;
  }

  /** The document of a fetch, or what is wrong with it; each is read once. */
  private document(
    subgraph: string,
    schema: GraphQLSchema,
    query: string,
  ): DocumentNode | readonly GraphQLError[] {
    const key = `${subgraph} ${query}`;
    const known = this.documents.get(key);
    if (known) return known;
    const document = parse(query);
    const invalid = validate(schema, document);
    const read = invalid.length > 0 ? invalid : document;
    this.documents.set(key, read);
    return read;
  }

  private async startStock(): Promise<Stock> {
    const gateway = new ApolloGateway({
      supergraphSdl: this.supergraphSdl,
      logger: silent,
      buildService: ({ name }) =>
        ({ process: ({ request }) => this.asDataSource(name, request) }) as GraphQLDataSource,
    });
    const { executor } = await gateway.load();
    return async (source, variables) => {
      const document = parse(source);
      const call = {
        request: { variables },
        document,
        queryHash: source,
        logger: silent,
        metrics: {},
        context: {},
      };
      return (await executor(call as never)) as ExecutionResult;
    };
  }

  private async asDataSource(name: string, request: { query?: string; variables?: object }): Promise<object> {
    const variables = request.variables as Record<string, unknown> | undefined;
    const { errors, ...rest } = await this.fetch(name, { query: request.query ?? '', variables });
    return errors
      ? {
          ...rest,
          errors: errors.map((error) => new GraphQLError(error.message, { path: error.path ?? null })),
        }
      : rest;
  }
}

type Stock = (source: string, variables: Readonly<Record<string, unknown>>) => Promise<ExecutionResult>;

function plain({ data, errors }: ExecutionResult): PlainAnswer {
  return {
    data: JSON.parse(JSON.stringify(data ?? null)) as unknown,
    errors: (errors ?? []).map(({ message, path }) => ({ message, path })),
  };
}

/** Puts the fields of a part into the object at its path. */
function putInto(data: unknown, path: readonly (string | number)[], part: unknown): void {
  const target = path.reduce((value, key) => (value as Record<string | number, unknown>)[key], data);
  merge(target as Record<string, unknown>, (part ?? {}) as Record<string, unknown>);
}

function merge(target: Record<string, unknown>, part: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(part)) {
    const known = target[key];
    if (typeof known === 'object' && known !== null && typeof value === 'object' && value !== null)
      merge(known as Record<string, unknown>, value as Record<string, unknown>);
    else target[key] = value;
  }
}

const nothing = (): void => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
