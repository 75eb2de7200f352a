import type { OpenProduct } from '../support/product.js';

/** Executes an operation in process; throws its first error. */
export async function graphql(
  { gateway }: OpenProduct,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const answer = await gateway.app.inject({ method: 'POST', url: '/graphql', payload: { query, variables } });
  const { data, errors } = answer.json<{ data: unknown; errors?: readonly { message: string }[] }>();
  if (errors?.[0]) throw new Error(errors[0].message);
  return data;
}

/** The product's own database handle. */
export function kyselyOf({
  running,
}: OpenProduct): OpenProduct['running']['kernel']['database']['engine']['kysely'] {
  return running.kernel.database.engine.kysely;
}
