import { keepStatements, type RanStatement } from '../../subgraphs/kernel/database/statements.js';
import type { OpenProduct } from '../support/product.js';
import type { BenchCase } from './cases.js';
import { connections } from './load.js';
import type { PreparedCase } from './messages.js';
import type { Seeded } from './seed.js';

/** A case whose request was made, with what it answered and the SQL it ran. */
export interface ReadyCase {
  readonly prepared: PreparedCase;
  readonly payload: string;
  readonly contentType: string;
  /** In order, transaction control included. */
  readonly statements: readonly RanStatement[];
}

/**
 * Asks once to fill the caches, then keeps the answer and its SQL: of three asks the one with the fewest
 * statements, because a short-lived cache may run out in between. Throws when the answer is not what the
 * case promises.
 */
export async function prepareCase(
  product: OpenProduct,
  bench: BenchCase,
  seeded: Seeded,
): Promise<ReadyCase> {
  const request = bench.request(seeded);
  const { method, path, headers, body } = request;
  const ask = async () =>
    product.gateway.app.inject({
      method,
      url: path,
      headers: { ...headers },
      ...(body === undefined ? {} : { payload: body }),
    });
  await ask();
  const asked = [await keepStatements(ask), await keepStatements(ask), await keepStatements(ask)] as const;
  const { statements, result } = asked.reduce((a, b) => (b.statements.length < a.statements.length ? b : a));
  const holds = typeof bench.holds === 'function' ? bench.holds(seeded) : bench.holds;
  for (const [text, times] of [holds, ...(bench.alsoHolds ?? [])]) {
    const found = result.body.split(text).length - 1;
    if (result.statusCode !== 200 || found !== times)
      throw new Error(
        `${bench.title} answers ${result.statusCode} with ${text} ${found} times instead of ${times}: ${result.body.slice(0, 300)}`,
      );
  }
  return {
    prepared: {
      name: bench.name,
      request,
      barePath: `/${bench.name}`,
      length: result.body.length,
      connections: bench.connections ?? connections,
      statements: statements.filter(({ sql }) => !/^(begin|commit|rollback)/i.test(sql)).length,
    },
    payload: result.body,
    contentType: String(result.headers['content-type']),
    statements,
  };
}
