import pg from 'pg';
import { StartFailure } from '../../kernel/errors/start-failure.js';
import { delfinTables, notDelfin, type DelfinDatabase, type DelfinRow } from './delfin-tables.js';

const connectTimeoutMs = 10_000;
const undefinedTable = '42P01';

/** Reads the tables of a PostgreSQL database in one read-only transaction. Every value comes as its text. */
export async function readPostgresql(url: string): Promise<DelfinDatabase> {
  const types = { getTypeParser: () => (text: string | Buffer) => text.toString() };
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs, types });
  // A loss is told by the statement that it breaks.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('begin transaction isolation level repeatable read read only');
    const rows: [string, readonly DelfinRow[]][] = [];
    for (const table of delfinTables) rows.push([table, await readTable(client, table)]);
    await client.query('commit');
    return Object.fromEntries(rows) as unknown as DelfinDatabase;
  } catch (error) {
    if (error instanceof StartFailure) throw error;
    const reason = error instanceof Error && error.message !== '' ? error.message : 'no connection';
    throw new StartFailure(
      `Delfin's PostgreSQL database cannot be read: ${reason}. Check the address, the database and the credentials, and that the server runs.`,
      { cause: error },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function readTable(client: pg.Client, table: string): Promise<readonly DelfinRow[]> {
  try {
    return (await client.query<Record<string, unknown>>(`select * from ${table}`)).rows;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === undefinedTable) throw notDelfin(table);
    throw error;
  }
}
