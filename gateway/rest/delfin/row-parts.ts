import type { IdentifiedRequest, Operation, OperationRow, Row, RowDocument } from '../route.js';
import type { DelfinCode } from './error-table.js';
import { refusal } from './faults.js';

/** A row that answers nothing but that it was done, with the type of a body that is not there (delfin.md §1). */
export function workRow(
  method: 'POST' | 'DELETE',
  path: string,
  status: number,
  document: RowDocument,
  operation: Operation,
  read: OperationRow['variables'],
): Row {
  return {
    method,
    path,
    access: 'dialect',
    status,
    document,
    headers: () => ({ 'content-type': 'application/json' }),
    operation,
    variables: read,
    shape: () => undefined,
  } satisfies OperationRow<unknown>;
}

/** What the graph found; Delfin's error with the id of the path when there is none. */
export function found<T>(value: T | null | undefined, code: DelfinCode, request: IdentifiedRequest): T {
  if (value === null || value === undefined) throw refusal(code, [request.params['id'] ?? '']);
  return value;
}
