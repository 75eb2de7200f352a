import { AsyncLocalStorage } from 'node:async_hooks';

/** The SQL statements one piece of work ran, transaction control left out. */
export interface StatementCount {
  readonly statements: readonly string[];
}

const running = new AsyncLocalStorage<string[]>();

/** Called by the database for each statement it ran. */
export function recordStatement(sql: string): void {
  const statements = running.getStore();
  if (statements && !/^(begin|commit|rollback|savepoint|release)\b/i.test(sql)) statements.push(sql);
}

/** Runs `work` and tells which statements it caused, those of awaited calls included. */
export async function countStatements<T>(
  work: () => Promise<T>,
): Promise<StatementCount & { readonly result: T }> {
  const statements: string[] = [];
  const result = await running.run(statements, work);
  return { statements, result };
}
