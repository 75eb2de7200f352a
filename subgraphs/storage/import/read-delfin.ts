import { delfinAddress } from './delfin-address.js';
import type { DelfinDatabase } from './delfin-tables.js';
import { readPostgresql } from './read-postgresql.js';
import { readSqlite } from './read-sqlite.js';

/** Reads a Delfin database in one snapshot and changes nothing in it. A StartFailure says why it cannot. */
export async function readDelfinDatabase(where: string): Promise<DelfinDatabase> {
  const address = delfinAddress(where);
  return address.kind === 'sqlite' ? readSqlite(address.file) : readPostgresql(address.url);
}
