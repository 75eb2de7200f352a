import type { GraphQLFormattedError } from 'graphql';
import { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { Dialect, GraphError, IdentifiedRequest, OperationRow, PagedRow, Row } from './route.js';

/** Executes a named operation through the gateway, in process. */
export type ExecuteOperation = (
  operation: { readonly name: string; readonly text: string },
  variables: Readonly<Record<string, unknown>>,
  context: RequestContext,
) => Promise<{
  readonly data: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors: readonly GraphQLFormattedError[];
}>;

/** Runs a row's operation and shapes its answer. */
export class RowExecutor {
  constructor(private readonly execute: ExecuteOperation) {}

  /** The shaped body; undefined is an empty one. Throws a Refusal of the dialect when the graph has errors. */
  async run(dialect: Dialect, row: Row, request: IdentifiedRequest, signal: AbortSignal): Promise<unknown> {
    if ('answer' in row) return row.answer(request);
    const variables = row.variables(request);
    if ('shape' in row)
      return (row as OperationRow<unknown>).shape(
        await this.data(dialect, row, request, variables, signal),
        request,
      );
    const paged = row as PagedRow<unknown>;
    const pages: unknown[] = [];
    for (let after: string | null = null; ;) {
      const data = await this.data(
        dialect,
        row,
        request,
        after === null ? variables : { ...variables, after },
        signal,
      );
      pages.push(data);
      after = paged.next(data, request);
      if (after === null) return paged.shapePages(pages, request);
    }
  }

  private async data(
    dialect: Dialect,
    row: OperationRow | PagedRow,
    request: IdentifiedRequest,
    variables: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<unknown> {
    const context = new RequestContext(request.viewer, request.requestId, signal);
    const { data, errors } = await this.execute(row.operation, variables, context);
    if (errors.length > 0) throw dialect.fault(errors.map(toGraphError), row, request);
    return data;
  }
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
