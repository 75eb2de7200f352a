import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { StartFailure } from '../../kernel/errors/start-failure.js';
import { delfinTables, notDelfin, type DelfinDatabase, type DelfinRow } from './delfin-tables.js';

/** Reads the tables of an SQLite file, opened for reading only. */
export function readSqlite(file: string): DelfinDatabase {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new StartFailure(`There is no file ${file}. Give the path of Delfin's SQLite database.`);
  let database: DatabaseSync | undefined;
  try {
    const { DatabaseSync: Sqlite } = sqlite();
    database = new Sqlite(file, { readOnly: true });
    return readTables(database);
  } catch (error) {
    if (error instanceof StartFailure) throw error;
    const reason = error instanceof Error ? error.message : 'unknown fault';
    throw new StartFailure(
      `The file ${file} cannot be read as an SQLite database: ${reason}. Stop Delfin, or read a copy, and see that the file is whole.`,
      { cause: error },
    );
  } finally {
    database?.close();
  }
}

function readTables(database: DatabaseSync): DelfinDatabase {
  database.exec('begin');
  const known = database.prepare("select name from sqlite_master where type in ('table', 'view')").all();
  const rows = delfinTables.map((table): [string, readonly DelfinRow[]] => {
    if (!known.some(({ name }) => name === table)) throw notDelfin(table);
    const statement = database.prepare(`select * from ${table}`);
    // Sizes go beyond what a number holds exactly.
    statement.setReadBigInts(true);
    return [table, statement.all()];
  });
  database.exec('commit');
  return Object.fromEntries(rows) as unknown as DelfinDatabase;
}

/** The built-in module. Earlier releases of Node.js 24 say at its first load that it may still change. */
function sqlite(): typeof import('node:sqlite') {
  const emitWarning: unknown = Reflect.get(process, 'emitWarning');
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    Reflect.set(process, 'emitWarning', emitWarning);
  }
}
