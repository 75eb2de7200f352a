import type { z } from 'zod';
import type { IdentifiedRequest, Operation, OperationRow, Row } from '../route.js';
import { isGuid } from './body-values.js';
import { notFound } from './faults.js';

/** The answer of an operation that shows one object under the name `item`. */
export interface ItemData<N> {
  readonly item: N | null;
}

/** The guid in the path. 404 for what can be none (vprotect.md 1.6). */
export function pathGuid({ params }: IdentifiedRequest, what: string): string {
  const guid = (params['guid'] ?? '').toLowerCase();
  if (!isGuid(guid)) throw notFound(what);
  return guid;
}

/** One object by the guid in the path; 404 when the graph has none. */
export function itemRow<N>(
  path: string,
  what: string,
  operation: Operation,
  shape: (node: N, request: IdentifiedRequest) => unknown,
): OperationRow<ItemData<N>> {
  return {
    method: 'GET',
    path,
    access: 'dialect',
    status: 200,
    document: { summary: `One ${what}.`, errors: { 404: `There is no such ${what}.` } },
    operation,
    variables: (request) => ({ guid: pathGuid(request, what) }),
    shape: ({ item }, request) => {
      if (item === null) throw notFound(what);
      return shape(item, request);
    },
  };
}

/** A row that changes something. */
export interface ChangeSpec<D> {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** 204 unless told. */
  readonly status?: number;
  readonly summary: string;
  readonly body?: z.ZodType;
  readonly operation: Operation;
  /** Variables of the operation. */
  readonly variables: (request: IdentifiedRequest) => Readonly<Record<string, unknown>>;
  readonly shape?: (data: D, request: IdentifiedRequest) => unknown;
}

const changeErrors = {
  400: 'The body is not valid.',
  404: 'There is no such object.',
  409: 'The state does not allow it.',
};

/** Makes the row of a change. */
export function changeRow<D>(spec: ChangeSpec<D>): Row {
  const { method, path, status = 204, summary, body, operation, variables, shape } = spec;
  return {
    method,
    path,
    access: 'dialect',
    status,
    document: { summary, errors: changeErrors, ...(body ? { body } : {}) },
    operation,
    variables,
    shape: (data: D, request) => shape?.(data, request),
  } satisfies OperationRow<D>;
}
