import type { GraphQLFormattedError } from 'graphql';
import { faultOf } from '../../subgraphs/kernel/errors/fault.js';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { SubgraphLink } from '../federation/subgraph-link.js';
import type { ExecuteOperation } from '../rest/execute-row.js';
import type { Operation } from '../rest/route.js';
import type { PublicErrors } from './public-errors.js';

/** Asks one subgraph for all of an operation; its errors, and that it cannot be reached, are told as the graph tells them. */
export async function askWhole(
  link: SubgraphLink,
  errors: PublicErrors,
  operation: Operation,
  variables: Readonly<Record<string, unknown>>,
  context: RequestContext,
): Promise<Awaited<ReturnType<ExecuteOperation>>> {
  const shown = (error: GraphQLFormattedError, cause?: unknown): GraphQLFormattedError =>
    errors.format({ ...error, extensions: { ...error.extensions, serviceName: link.name } }, cause);
  const request = { query: operation.text, variables, operationName: operation.name };
  try {
    const { data, errors: told = [] } = await link.execute(request, context);
    return { data, errors: told.map((error) => shown(error)) };
  } catch (error) {
    const fault = faultOf(error);
    const message = error instanceof Error ? error.message : String(error);
    return { data: null, errors: [shown({ message, extensions: fault?.extensions ?? {} }, error)] };
  }
}
