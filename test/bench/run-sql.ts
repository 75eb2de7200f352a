import { CompiledQuery, type Kysely } from 'kysely';
import type { RanStatement } from '../../subgraphs/kernel/database/statements.js';

/** Runs a request's statements `times` times, `concurrency` requests at once, each on one connection; answers the ms it took. */
export async function runSql(
  db: Kysely<unknown>,
  statements: readonly RanStatement[],
  times: number,
  concurrency: number,
): Promise<number> {
  const queries = statements.map(({ sql, parameters }) => CompiledQuery.raw(sql, [...parameters]));
  const startedAt = performance.now();
  let left = times;
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      await db.connection().execute(async (connection) => {
        for (const query of queries) await connection.executeQuery(query);
      });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return performance.now() - startedAt;
}
