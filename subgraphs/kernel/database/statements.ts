import { AsyncLocalStorage } from 'node:async_hooks';

/** A statement the database ran. */
export interface RanStatement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** The SQL statements one piece of work ran, transaction control left out. */
export interface StatementCount {
  readonly statements: readonly string[];
}

const running = new AsyncLocalStorage<RanStatement[]>();
const transactionControl = /^(begin|commit|rollback|savepoint|release)\b/i;

/** Called by the database for each statement it ran. */
export function recordStatement(sql: string, parameters: readonly unknown[]): void {
  running.getStore()?.push({ sql, parameters });
}

/** Runs `work` and tells which statements it caused, those of awaited calls included. */
export async function countStatements<T>(
  work: () => Promise<T>,
): Promise<StatementCount & { readonly result: T }> {
  const { statements, result } = await keepStatements(work);
  const counted = statements.map(({ sql }) => sql).filter((sql) => !transactionControl.test(sql));
  return { statements: counted, result };
}

/** Runs `work` and tells every statement it caused in order, with its parameters, transaction control included. */
export async function keepStatements<T>(
  work: () => Promise<T>,
): Promise<{ readonly statements: readonly RanStatement[]; readonly result: T }> {
  const statements: RanStatement[] = [];
  const result = await running.run(statements, work);
  return { statements, result };
}
