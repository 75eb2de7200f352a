import type { FastifyRequest } from 'fastify';

/** An operation as a client sends it over HTTP. */
export interface OperationRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Reads the operation of a GET or POST after GraphQL over HTTP; undefined when it is not well formed, or has no text. */
export function readOperationRequest(request: FastifyRequest): OperationRequest | undefined {
  const { method, query: parameters, body } = request;
  const given = method === 'GET' ? withVariablesRead(parameters) : body;
  if (!isObject(given) || typeof given['query'] !== 'string') return undefined;
  const { query, operationName = null, variables = null } = given;
  if (operationName !== null && typeof operationName !== 'string') return undefined;
  if (variables !== null && !isObject(variables)) return undefined;
  return { query, operationName: operationName ?? undefined, variables: variables ?? {} };
}

function withVariablesRead(parameters: unknown): unknown {
  if (!isObject(parameters) || typeof parameters['variables'] !== 'string') return parameters;
  try {
    return { ...parameters, variables: JSON.parse(parameters['variables']) as unknown };
  } catch {
    // As malformed as variables that are no object.
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
