import { sql } from 'kysely';
import type { Sql, Store } from '../../kernel/database/store.js';
import { nobody, type TrapCounts, type TrapOutcome, type TrapTally } from '../snmp/trap-counts.js';

interface TallyRow {
  readonly storage_id: string;
  readonly outcome: TrapOutcome;
  readonly n: number | string;
}

/** Adds what was counted since the last time to the tallies in the database; puts it back when that fails. */
export async function saveTallies(store: Store, counts: TrapCounts): Promise<ReadonlyMap<string, TrapTally>> {
  const taken = counts.take();
  const rows = [...taken].flatMap(([storage_id, tally]) =>
    Object.entries(tally).map(([outcome, n]) => ({ storage_id, outcome, n })),
  );
  if (rows.length === 0) return taken;
  try {
    await sql`insert into storage.trap_count as t (storage_id, outcome, n, last_at)
      select storage_id, outcome, n, clock_timestamp() from json_to_recordset(${JSON.stringify(rows)}::json)
        as x(storage_id uuid, outcome text, n bigint) order by storage_id, outcome
      on conflict (storage_id, outcome) do update set n = t.n + excluded.n, last_at = excluded.last_at`.execute(
      store.sql,
    );
    return taken;
  } catch (error) {
    counts.putBack(taken);
    throw error;
  }
}

/** The tallies of these storages, in one statement. */
export async function talliesOf(
  handle: Sql,
  storageIds: readonly string[],
): Promise<ReadonlyMap<string, TrapTally>> {
  const { rows } = await sql<TallyRow>`
    select storage_id, outcome, n from storage.trap_count where storage_id = any(${storageIds}::uuid[])`.execute(
    handle,
  );
  return talliesIn(rows);
}

/** The sum over everything, and what belongs to no storage. */
export async function allTallies(handle: Sql): Promise<TrapTally> {
  const { rows } = await sql<TallyRow>`
    select ${nobody}::uuid as storage_id, outcome, sum(n)::bigint as n from storage.trap_count group by outcome`.execute(
    handle,
  );
  return talliesIn(rows).get(nobody) ?? {};
}

function talliesIn(rows: readonly TallyRow[]): ReadonlyMap<string, TrapTally> {
  const tallies = new Map<string, TrapTally>();
  for (const { storage_id, outcome, n } of rows)
    tallies.set(storage_id, { ...tallies.get(storage_id), [outcome]: Number(n) });
  return tallies;
}
