import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Kernel } from '../../subgraphs/kernel/kernel.js';

/**
 * Tables that may change though a request is refused: the audit trail records the refusal, the login
 * limit counts it, a credential was seen, the picture of a cloud was taken again.
 */
const alive = new Set([
  'kernel.audit_entry',
  'kernel.login_attempt',
  'kernel.login_session',
  'kernel.api_token',
  'compute.cloud',
  'compute.node',
]);

const atWork = "select 'at work', count(*)::int, '0' from kernel.task where state in ('QUEUED', 'RUNNING')";

const recordsOfTasks = ['kernel.task', 'kernel.task_about', 'kernel.event', 'kernel.event_head', 'compute.task_node'];

interface TableState {
  readonly name: string;
  readonly rows: number;
  readonly newest: string;
}

type Change = readonly [was: TableState, is: TableState];

/** Watches what the product keeps. */
export class StoredState {
  private last: readonly TableState[] | undefined;

  private constructor(
    private readonly kernel: Kernel,
    private readonly statement: string,
  ) {}

  static async of(kernel: Kernel): Promise<StoredState> {
    const { rows } = await sql<{ name: string }>`select table_schema || '.' || table_name as name
      from information_schema.tables
      where table_schema in ('kernel', 'compute', 'metadata') and table_type = 'BASE TABLE'
      order by 1`.execute(kernel.database.engine.kysely);
    const tables = rows.map(({ name }) => name).filter((name) => !alive.has(name) && !name.endsWith('.migration'));
    const parts = tables.map(
      (name) =>
        `select '${name}' as name, count(*)::int as rows, coalesce(max(xmin::text::bigint), 0)::text as newest from ${name}`,
    );
    return new StoredState(kernel, [...parts, atWork].join(' union all '));
  }

  /** Runs work that may be refused, and fails when it was and yet a table has changed. */
  async unchangedIfRefused<T>(work: () => Promise<T>, refused: (result: T) => boolean): Promise<T> {
    const before = this.last ?? (await this.read());
    this.last = undefined;
    const result = await work();
    if (!refused(result)) return result;
    const after = await this.read();
    let left = changed(before, after);
    if (left.length > 0) {
      const traces = new Set(await this.tracesOfFailure(before));
      left = left.filter(([{ name }]) => !traces.has(name));
    }
    const lines = left.map(([was, is]) => `${was.name}: ${was.rows} rows (${was.newest}) became ${is.rows} (${is.newest})`);
    assert.deepEqual(lines, [], 'a refused request has left something');
    this.last = after;
    return result;
  }

  /** A task that was begun and has failed stays, with its events, as the record of the failure. */
  private async tracesOfFailure(before: readonly TableState[]): Promise<readonly string[]> {
    const newest = before.find(({ name }) => name === 'kernel.task')?.newest ?? '0';
    const { rows } = await sql<{ state: string }>`select distinct state from kernel.task
      where xmin::text::bigint > ${newest}::bigint`.execute(this.kernel.database.engine.kysely);
    return rows.length > 0 && rows.every(({ state }) => state === 'FAILED') ? recordsOfTasks : [];
  }

  /** Rows of each table and its newest change, once no task is at work. */
  private async read(): Promise<readonly TableState[]> {
    for (;;) {
      const { rows } = await sql<TableState>`${sql.raw(this.statement)}`.execute(this.kernel.database.engine.kysely);
      if (rows.at(-1)?.rows === 0) return rows;
      await sleep(5);
    }
  }
}

/** The tables that differ between two states. */
function changed(before: readonly TableState[], after: readonly TableState[]): readonly Change[] {
  return before.flatMap((was, i): Change[] => {
    const is = after[i];
    return !is || (is.rows === was.rows && is.newest === was.newest) ? [] : [[was, is]];
  });
}
