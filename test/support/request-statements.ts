import { countStatements, type StatementCount } from '../../subgraphs/kernel/database/statements.js';

/** An open server looks once a second whether it has accounts by now; whichever request comes then runs it. */
const accountLook = /"?kernel"?\."?account"?/;

/** The statements of requests to a whole product, without the look for accounts that no request is the cause of. */
export async function requestStatements<T>(
  work: () => Promise<T>,
): Promise<StatementCount & { readonly result: T }> {
  const { statements, result } = await countStatements(work);
  return { statements: statements.filter((statement) => !accountLook.test(statement)), result };
}
