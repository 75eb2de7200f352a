import { currentSpan } from '../telemetry/trace-span.js';

const operations = new Set([
  'select',
  'insert',
  'update',
  'delete',
  'merge',
  'with',
  'begin',
  'commit',
  'rollback',
]);

/**
 * Tells a statement that has ended, where what it was for is traced: what it does and how long it took. Its text is told
 * nowhere, because not every value in it is a parameter.
 */
export function noteStatement(sql: string, ms: number, isFailed: boolean): void {
  const span = currentSpan();
  if (!span) return;
  const word = /^\s*(\w+)/.exec(sql)?.[1]?.toLowerCase() ?? '';
  const operation = (operations.has(word) ? word : 'other').toUpperCase();
  span.note(
    operation,
    'client',
    {
      'db.system.name': 'postgresql',
      'db.operation.name': operation,
      'error.type': isFailed ? 'failed' : undefined,
    },
    ms,
  );
}
