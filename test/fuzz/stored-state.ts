import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Kernel } from '../../subgraphs/kernel/kernel.js';

/**
 * Tables that may change though a request is refused: the audit trail records the refusal, the login
 * limit counts it, a credential was seen, the picture of a cloud was taken again, a backup node
 * gave a sign of life, a schedule was found due, a gateway was asked about a webhook.
 */
const alive = new Set([
  'kernel.audit_entry',
  'kernel.login_attempt',
  'kernel.login_session',
  'kernel.api_token',
  'kernel.webhook_check',
  'compute.cloud',
  'compute.node',
  'backup.node',
  'backup.schedule',
]);

/** A task that was begun and has failed stays, with its events, as the record of the failure. */
const recordsOfTasks = [
  'kernel.task',
  'kernel.task_about',
  'kernel.event',
  'kernel.event_head',
  'compute.task_node',
];

interface Place {
  readonly at: number;
  readonly busy: boolean;
}

/** Watches what the product keeps: each row that is written leaves the name of its table, unless it is rolled back. */
export class StoredState {
  private last: number | undefined;

  private constructor(private readonly kernel: Kernel) {}

  static async of(kernel: Kernel): Promise<StoredState> {
    const state = new StoredState(kernel);
    await state.run('create schema fuzz');
    await state.run(
      'create table fuzz.change (at bigint generated always as identity primary key, name text not null)',
    );
    await state.run(`create function fuzz.note() returns trigger language plpgsql as $$
      begin
        insert into fuzz.change (name) values (tg_table_schema || '.' || tg_table_name);
        return null;
      end $$`);
    const tables = await state.run<{ name: string }>(`select n.nspname || '.' || c.relname as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('kernel', 'compute', 'metadata', 'storage', 'backup') and c.relkind in ('r', 'p') and not c.relispartition`);
    for (const { name } of tables.filter((table) => !alive.has(table.name)))
      await state.run(
        `create trigger fuzz_note after insert or update or delete on ${name} for each row execute function fuzz.note()`,
      );
    return state;
  }

  /** Runs work that may be refused, and fails when it was and yet a row was written. */
  async unchangedIfRefused<T>(work: () => Promise<T>, refused: (result: T) => boolean): Promise<T> {
    const before = this.last ?? (await this.place());
    this.last = undefined;
    const result = await work();
    if (!refused(result)) return result;
    const after = await this.place();
    if (after !== before) await this.assertOnlyFailedTasks(before);
    this.last = after;
    return result;
  }

  private async assertOnlyFailedTasks(before: number): Promise<void> {
    const changes = await this.run<{ name: string }>(
      `select distinct name from fuzz.change where at > ${before}`,
    );
    const states = await this.run<{ state: string }>(
      'select state from kernel.task order by created_at desc, guid limit 1',
    );
    const excused = states[0]?.state === 'FAILED' ? recordsOfTasks : [];
    const left = changes.map(({ name }) => name).filter((name) => !excused.includes(name));
    assert.deepEqual(left, [], 'a refused request has left something');
  }

  /** How far the changes go, once no task is at work or about to be. */
  private async place(): Promise<number> {
    for (;;) {
      const [place] = await this.run<Place>(`select coalesce((select max(at) from fuzz.change), 0)::int as at,
        exists (select 1 from kernel.task where state = 'RUNNING'
          or (state = 'QUEUED' and coalesce(window_start, now()) <= now())) as busy`);
      if (place && !place.busy) return place.at;
      await sleep(5);
    }
  }

  private async run<R>(statement: string): Promise<readonly R[]> {
    const { rows } = await sql<R>`${sql.raw(statement)}`.execute(this.kernel.database.engine.kysely);
    return rows;
  }
}
