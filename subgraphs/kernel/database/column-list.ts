import { sql, type RawBuilder } from 'kysely';

/**
 * Columns of a table under an alias for a `select`. It is text that is made once, where references would be put
 * together and written anew for each statement: a page of machines names two hundred columns. Names are the
 * program's own, never a caller's.
 */
export function columnsUnder(alias: string, columns: readonly string[]): RawBuilder<unknown> {
  return sql.raw(columns.map((column) => `${quoted(alias)}.${quoted(column)}`).join(', '));
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
