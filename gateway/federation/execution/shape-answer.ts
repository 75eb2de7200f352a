import { buildOperationContext, executeQueryPlan, type ServiceMap } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode, ExecutionResult } from 'graphql';
import type { ReadSupergraph } from '../supergraph/read-supergraph.js';
import type { AnswerObject } from './positions.js';

/** A plan of one fetch, which what was collected answers. */
const collected: QueryPlan = {
  kind: 'QueryPlan',
  node: {
    kind: 'Fetch',
    serviceName: 'collected',
    operation: '',
    operationName: undefined,
    operationKind: 'query' as never,
  },
};

/**
 * Shapes what fetches collected after an operation: its fields in its order, nulls brought up to where they may
 * stand, introspection answered. It is Apollo Gateway's own shaping, so answers are the same as its answers.
 */
export async function shapeAnswer(
  supergraph: ReadSupergraph,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  data: AnswerObject,
): Promise<ExecutionResult> {
  const services: ServiceMap = { collected: { process: () => Promise.resolve({ data }) } };
  const context = buildOperationContext({ schema: supergraph.apiSchema, operationDocument: document });
  const request = { request: { variables }, context: {}, metrics: {}, logger: silent };
  const result = await executeQueryPlan(
    collected,
    services,
    request as never,
    context,
    supergraph.plannedSchema,
    supergraph.api,
  );
  return result as ExecutionResult;
}

const nothing = (): void => undefined;
/** The shaping has nothing to tell that is not in its result. */
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
