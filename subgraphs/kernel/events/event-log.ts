import { sql } from 'kysely';
import type { Hints } from '../database/hints.js';
import type { Sql, Store, Tx } from '../database/store.js';
import type { LoggedEvent, NewEvent } from './event.js';

/** Events of one statement; each takes six parameters of at most 65,535. */
const batch = 1000;

interface EventRow {
  subgraph: string;
  seq: number;
  kind: string;
  subject: string;
  tenant_id: string | null;
  payload: Record<string, unknown>;
  created_at: string;
}

/** The first and last place a reader may ask for; the log holds `floor + 1` to `head`. */
export interface LogRange {
  readonly floor: number;
  readonly head: number;
}

/**
 * The log of changes, one increasing sequence per subgraph. A sequence is a counter row that the
 * writer locks as the last step of its transaction, so events become visible in the order of their
 * numbers and a reader that has seen n never meets a smaller one later.
 */
export class EventLog {
  private readonly pending = new WeakMap<Tx, NewEvent[]>();

  constructor(
    private readonly store: Store,
    private readonly hints: Hints,
  ) {}

  /** Adds an event to the transaction that makes the change. */
  emit(tx: Tx, event: NewEvent): void {
    const events = this.pending.get(tx);
    if (events) {
      events.push(event);
      return;
    }
    this.pending.set(tx, [event]);
    tx.beforeCommit('zz-events', () => this.flush(tx));
  }

  /** The readable part of a subgraph's log. */
  async range(subgraph: string): Promise<LogRange> {
    return rangeOf(this.store.sql, subgraph);
  }

  /** The head as this transaction sees it: a snapshot read in it continues exactly after this event. */
  async headIn(sqlHandle: Sql, subgraph: string): Promise<number> {
    return (await rangeOf(sqlHandle, subgraph)).head;
  }

  /** Events after a place, oldest first. */
  async read(subgraph: string, after: number, limit: number): Promise<LoggedEvent[]> {
    const { rows } = await sql<EventRow>`
      select subgraph, seq, kind, subject, tenant_id, payload, created_at from kernel.event
      where subgraph = ${subgraph} and seq > ${after} order by seq limit ${limit}`.execute(this.store.sql);
    return rows.map(toEvent);
  }

  /** Removes events older than `olderThanMs` and moves the floor; returns how many went. */
  async prune(olderThanMs: number): Promise<number> {
    const before = new Date(Date.now() - olderThanMs);
    return this.store.transaction(async (tx) => {
      const { rows } = await sql<{ subgraph: string; seq: number; removed: number }>`
        with gone as (delete from kernel.event where created_at < ${before} returning subgraph, seq)
        select subgraph, max(seq) as seq, count(*)::int as removed from gone group by subgraph order by subgraph`.execute(
        tx.sql,
      );
      for (const row of rows) {
        await sql`update kernel.event_head set floor = greatest(floor, ${row.seq}) where subgraph = ${row.subgraph}`.execute(
          tx.sql,
        );
      }
      return rows.reduce((sum, row) => sum + row.removed, 0);
    });
  }

  private async flush(tx: Tx): Promise<void> {
    const events = this.pending.get(tx) ?? [];
    this.pending.delete(tx);
    const bySubgraph = Map.groupBy(events, (event) => event.subgraph);
    for (const subgraph of [...bySubgraph.keys()].sort()) {
      const own = bySubgraph.get(subgraph) ?? [];
      const { rows } = await sql<{ head: number }>`
        insert into kernel.event_head as h (subgraph, head, floor) values (${subgraph}, ${own.length}, 0)
        on conflict (subgraph) do update set head = h.head + ${own.length} returning head`.execute(tx.sql);
      const first = (rows[0]?.head ?? 0) - own.length + 1;
      const values = own.map(
        (event, i) =>
          sql`(${subgraph}, ${first + i}::bigint, ${event.kind}, ${event.subject}, ${event.tenantId}, ${JSON.stringify(event.payload)}::jsonb)`,
      );
      for (let i = 0; i < values.length; i += batch)
        await sql`
          insert into kernel.event (subgraph, seq, kind, subject, tenant_id, payload)
          values ${sql.join(values.slice(i, i + batch))}`.execute(tx.sql);
      await this.hints.send(tx, eventTopic(subgraph));
    }
  }
}

/** Topic of the hints that a subgraph's log has grown. */
export function eventTopic(subgraph: string): string {
  return `events:${subgraph}`;
}

async function rangeOf(sqlHandle: Sql, subgraph: string): Promise<LogRange> {
  const { rows } =
    await sql<LogRange>`select floor, head from kernel.event_head where subgraph = ${subgraph}`.execute(
      sqlHandle,
    );
  return rows[0] ?? { floor: 0, head: 0 };
}

function toEvent(row: EventRow): LoggedEvent {
  return {
    subgraph: row.subgraph,
    seq: row.seq,
    kind: row.kind,
    subject: row.subject,
    tenantId: row.tenant_id,
    payload: row.payload,
    at: new Date(row.created_at),
  };
}
