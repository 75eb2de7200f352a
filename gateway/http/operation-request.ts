import type { FastifyRequest } from 'fastify';

/** An operation as a client sends it over HTTP: by its text, or by the name of a document. */
export interface OperationRequest {
  readonly query: string | undefined;
  readonly documentId: string | undefined;
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Reads the operation of a GET or POST after GraphQL over HTTP; undefined when it is not well formed, or names none. */
export function readOperationRequest(request: FastifyRequest): OperationRequest | undefined {
  const { method, query: parameters, body } = request;
  return readOperation(method === 'GET' ? withObjectsRead(parameters) : body);
}

/** Reads the operation of a body that was JSON; undefined when it is not well formed, or names none. */
export function readOperation(given: unknown): OperationRequest | undefined {
  if (!isObject(given)) return undefined;
  const {
    query = null,
    documentId = null,
    operationName = null,
    variables = null,
    extensions = null,
  } = given;
  if (query !== null && typeof query !== 'string') return undefined;
  if (documentId !== null && typeof documentId !== 'string') return undefined;
  if (extensions !== null && !isObject(extensions)) return undefined;
  if (query === null && documentId === null && extensions === null) return undefined;
  if (operationName !== null && typeof operationName !== 'string') return undefined;
  if (variables !== null && !isObject(variables)) return undefined;
  return {
    query: query ?? undefined,
    documentId: documentId ?? undefined,
    extensions: extensions ?? undefined,
    operationName: operationName ?? undefined,
    variables: variables ?? {},
  };
}

function withObjectsRead(parameters: unknown): unknown {
  if (!isObject(parameters)) return parameters;
  try {
    return { ...parameters, ...read(parameters, 'variables'), ...read(parameters, 'extensions') };
  } catch {
    // As malformed as one that is no object.
    return undefined;
  }
}

function read(parameters: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  const text = parameters[name];
  return typeof text === 'string' ? { [name]: JSON.parse(text) as unknown } : {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
