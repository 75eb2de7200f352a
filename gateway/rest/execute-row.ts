import type { GraphQLFormattedError } from 'graphql';
import { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { RequestEnd } from '../../subgraphs/kernel/subgraph/request-end.js';
import { LiveBody, type LiveResults } from './live-body.js';
import {
  StreamedList,
  type Dialect,
  type GraphError,
  type IdentifiedRequest,
  type LivePart,
  type OperationRow,
  type PagedRow,
  type PageStream,
  type Refusal,
  type Row,
} from './route.js';

/** Executes a named operation through the gateway, in process. */
export type ExecuteOperation = (
  operation: { readonly name: string; readonly text: string },
  variables: Readonly<Record<string, unknown>>,
  context: RequestContext,
) => Promise<{
  readonly data: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors: readonly GraphQLFormattedError[];
}>;

/** Opens a subscription through the gateway, in process, behind a cursor where there is one. */
export type SubscribeOperation = (
  operation: { readonly name: string; readonly text: string },
  variables: Readonly<Record<string, unknown>>,
  after: string | undefined,
  context: RequestContext,
) => Promise<LiveResults | { readonly errors: readonly GraphQLFormattedError[] }>;

/** Runs a row's operation and shapes its answer. */
export class RowExecutor {
  constructor(
    private readonly execute: ExecuteOperation,
    private readonly subscribe: SubscribeOperation,
  ) {}

  /** The shaped body, a StreamedList where it goes out page by page, a LiveBody where it goes on; undefined is an empty one. Throws a Refusal of the dialect when the graph has errors. */
  async run(dialect: Dialect, row: Row, request: IdentifiedRequest, end: RequestEnd): Promise<unknown> {
    if ('answer' in row) return row.answer(request);
    const variables = row.variables(request);
    if ('shape' in row) {
      const { shape, live } = row as OperationRow<unknown>;
      const shaped = shape(await this.data(dialect, row, request, variables, end), request);
      return live && request.method !== 'HEAD' ? this.follow(dialect, row, live, request) : shaped;
    }
    const paged = row as PagedRow<unknown>;
    const page = (more: Readonly<Record<string, unknown>>): Promise<unknown> =>
      this.data(dialect, row, request, { ...variables, ...more }, end);
    const first = await page({});
    let after = paged.next(first, request);
    const stream = after === null ? undefined : paged.stream?.(request);
    if (stream && after !== null) return streamed(paged, request, stream, first, after, page);
    const pages = [first];
    while (after !== null) {
      const data = await page({ after });
      pages.push(data);
      after = paged.next(data, request);
    }
    return paged.shapePages(pages, request);
  }

  private async follow(
    dialect: Dialect,
    row: OperationRow,
    live: LivePart,
    request: IdentifiedRequest,
  ): Promise<LiveBody> {
    const after = request.headers['last-event-id'];
    const { viewer, requestId, span } = request;
    const context = new RequestContext(viewer, requestId, undefined, undefined, span);
    const opened = await this.subscribe(live.operation, row.variables(request), after, context);
    const faultOf = (errors: readonly GraphQLFormattedError[]): Refusal =>
      dialect.fault(errors.map(toGraphError), row, request);
    if ('errors' in opened) throw faultOf(opened.errors);
    const textOf = (body: unknown): string => String(dialect.encode(body, request, row.status).text);
    return new LiveBody(opened, ({ data, errors, cursor: id }) =>
      data == null || errors.length > 0
        ? { event: 'error', id, data: textOf(faultOf(errors).body) }
        : { event: live.event, id, data: textOf(live.shape(data, request)) },
    );
  }

  private async data(
    dialect: Dialect,
    row: OperationRow | PagedRow,
    request: IdentifiedRequest,
    variables: Readonly<Record<string, unknown>>,
    end: RequestEnd,
  ): Promise<unknown> {
    const { viewer, requestId, span } = request;
    const context = new RequestContext(viewer, requestId, end, undefined, span);
    const { data, errors } = await this.execute(row.operation, variables, context);
    if (errors.length > 0) throw dialect.fault(errors.map(toGraphError), row, request);
    return data;
  }
}

type ReadPage = (more: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** The list from its first page on. Each page is asked for before the one in front of it is taken, so one lies ready at most. */
async function streamed(
  row: PagedRow<unknown>,
  request: IdentifiedRequest,
  { counting, headers, shape }: PageStream<unknown>,
  first: unknown,
  afterFirst: string,
  read: ReadPage,
): Promise<StreamedList> {
  const readAhead = (after: string | null): Promise<unknown> | undefined => {
    if (after === null) return undefined;
    const ahead = read({ after });
    // Whoever takes the next page learns of its failure; nobody may, when the caller has gone.
    ahead.catch(() => undefined);
    return ahead;
  };
  const second = readAhead(afterFirst);
  const counted = await read(counting);
  async function* pages(): AsyncGenerator<readonly unknown[]> {
    yield shape(first);
    for (let ahead = second; ahead;) {
      const page = await ahead;
      ahead = readAhead(row.next(page, request));
      yield shape(page);
    }
  }
  return new StreamedList(pages(), headers(counted));
}

function toGraphError(error: GraphQLFormattedError): GraphError {
  const { code, ...details } = error.extensions ?? {};
  return {
    code: typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR',
    message: error.message,
    path: error.path ?? [],
    details,
  };
}
