/** A connection to the database that could not be had; its cause says why. */
export class NoDatabaseConnection extends Error {
  override readonly name = 'NoDatabaseConnection';
}

/** Classes of SQLSTATE: connection exception, operator intervention (a server that stops or starts), too many connections. */
const lostStates = /^(08|57P|53300)/;

/** Named, as the ORM copies an error's named properties into its own. */
const mark = 'endedConnection';

/**
 * Marks what ended a connection to the database, which is also what its statements fail with: an error of the network,
 * such as ECONNRESET, does not say by itself that it is of the database.
 */
export function markEndedConnection(error: Error): void {
  Object.defineProperty(error, mark, { value: true, configurable: true });
}

/** Whether an error says that the database is not there just now, rather than that a statement was wrong. */
export function isLostDatabase(error: Error): boolean {
  if (error instanceof NoDatabaseConnection || mark in error) return true;
  const isOfServer = 'severity' in error && 'code' in error && typeof error.code === 'string';
  if (isOfServer && lostStates.test(String(error.code))) return true;
  return /^(Connection terminated|Client has encountered a connection error)/.test(error.message);
}
