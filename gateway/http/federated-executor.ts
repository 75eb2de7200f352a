import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { GraphQLError, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { Fault } from '../../subgraphs/kernel/errors/fault.js';
import { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { LiveFederation } from '../federation/live-federation.js';
import { withinDeadline } from '../limits/request-deadline.js';
import type { PriorOutcomes } from './prior-outcomes.js';

type ApolloGatewayInterface = ApolloServerOptionsWithGateway<RequestContext>['gateway'];

/** Apollo Server's view of the federation: it parses and validates, the federation plans and executes. */
export function apolloGateway(live: LiveFederation, outcomes: PriorOutcomes): ApolloGatewayInterface {
  return {
    load: () =>
      Promise.resolve({ executor: (call) => execute(live, outcomes, call as unknown as ApolloCall) }),
    onSchemaLoadOrUpdate: (listener) => {
      const tell = ({ apiSchema, supergraph }: LiveFederation['current']): void =>
        listener({ apiSchema, coreSupergraphSdl: supergraph.sdl });
      tell(live.current);
      return live.onReplaced(tell);
    },
    stop: () => Promise.resolve(),
  };
}

/** The part of Apollo's request context that executing needs. */
interface ApolloCall {
  readonly schema: GraphQLSchema;
  readonly document: Parameters<LiveFederation['current']['execute']>[0]['document'];
  readonly source: string;
  readonly request: { readonly operationName?: string; readonly variables?: Record<string, unknown> };
  readonly context: unknown;
}

async function execute(
  live: LiveFederation,
  outcomes: PriorOutcomes,
  call: ApolloCall,
): Promise<ExecutionResult> {
  const { federation, release } = live.take(call.schema);
  try {
    const context = call.context instanceof RequestContext ? call.context : new RequestContext();
    const prior = outcomes.take(context);
    if (prior) return await prior;
    const execution = federation.execute({
      document: call.document,
      source: call.source,
      operationName: call.request.operationName,
      variables: call.request.variables ?? {},
      context,
    });
    return await withinDeadline(context.signal, execution);
  } catch (error) {
    if (error instanceof GraphQLError && error.extensions['code'] === 'BAD_USER_INPUT')
      return { errors: [error] };
    if (error instanceof Fault && error.code === 'SUBGRAPH_TIMEOUT')
      return {
        errors: [
          new GraphQLError(error.message, {
            extensions: { code: error.code, http: { status: error.status } },
          }),
        ],
      };
    throw error;
  } finally {
    release();
  }
}
