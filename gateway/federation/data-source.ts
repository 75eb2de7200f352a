import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { GraphQLError } from 'graphql';
import { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import type { SubgraphLink } from './subgraph-link.js';

type Answer = Awaited<ReturnType<GraphQLDataSource['process']>>;

/** Apollo Gateway's view of a link. */
export class LinkDataSource implements GraphQLDataSource {
  constructor(private readonly link: SubgraphLink) {}

  async process(options: GraphQLDataSourceProcessOptions): Promise<Answer> {
    const { query, variables, operationName } = options.request;
    const context = options.context instanceof RequestContext ? options.context : new RequestContext();
    const response = await this.link.execute({ query: query ?? '', variables, operationName }, context);
    return toAnswer(response);
  }
}

/** The answer in the gateway's types: its errors must be GraphQLErrors. */
export function toAnswer(response: SubgraphResponse): Answer {
  const errors = response.errors?.map(
    (error) =>
      new GraphQLError(error.message, { path: error.path ?? null, extensions: error.extensions ?? {} }),
  );
  return {
    ...(response.data === undefined ? {} : { data: response.data }),
    ...(errors ? { errors } : {}),
  } as Answer;
}
