import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';

/** What is done by itself, once for all processes; rows of `backup.turn`. */
export type TurnName = 'clean-up' | 'daily reports';

/**
 * Takes the turn to begin something if it is due, with the commit of `tx`; `due` is a condition on `begun_at`, the
 * instant of the last turn. Of several processes that ask at once one is given it.
 */
export async function takeTurn(tx: Tx, name: TurnName, due: RawBuilder<boolean>): Promise<boolean> {
  const { rows } = await sql`
    update backup.turn set begun_at = now() where name = ${name} and ${due} returning name`.execute(tx.sql);
  return rows.length > 0;
}
