import { sql } from 'kysely';
import type { Store } from '../../kernel/database/store.js';

const dayMs = 86_400_000;
const lock = 0x1f_a9_71;

/** Samples taken earlier are not kept, in milliseconds since 1970. */
export function oldestSample(now: number, retentionMs: number): number {
  return Math.max(0, dayOf(now - retentionMs));
}

/**
 * The tables that samples lie in, one per day of UTC. They are made before the first sample of their day
 * and dropped as a whole when the last one has expired, so that nothing is ever deleted row by row.
 */
export class MetricPartitions {
  private readonly known = new Set<string>();

  constructor(
    private readonly store: Store,
    private readonly retentionMs: number,
  ) {}

  /** Samples taken earlier are not kept, in milliseconds since 1970. */
  oldest(now: number): number {
    return oldestSample(now, this.retentionMs);
  }

  /** Makes the partitions of the days these instants lie in. */
  async ensure(instants: Iterable<number>): Promise<void> {
    const missing = new Set<number>();
    for (const instant of instants) if (!this.known.has(nameOf(dayOf(instant)))) missing.add(dayOf(instant));
    for (const day of missing) await this.make(day);
  }

  /** Drops what has expired and forgets partitions that another process dropped. Waits for readers for 5 s at most, then throws. */
  async dropExpired(now: number): Promise<readonly string[]> {
    this.known.clear();
    const oldest = nameOf(this.oldest(now));
    const expired = (await this.names()).filter((name) => name < oldest);
    for (const name of expired) {
      await this.store.transaction(async (tx) => {
        await sql`set local lock_timeout = '5s'`.execute(tx.sql);
        await sql`drop table if exists storage.${sql.id(name)}`.execute(tx.sql);
      });
    }
    return expired;
  }

  private async names(): Promise<string[]> {
    const { rows } = await sql<{ name: string }>`
      select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'storage.metric_sample'::regclass order by 1`.execute(this.store.sql);
    return rows.map(({ name }) => name);
  }

  private async make(day: number): Promise<void> {
    const name = nameOf(day);
    await this.store.transaction(async (tx) => {
      await sql`select pg_advisory_xact_lock(${lock})`.execute(tx.sql);
      const { rows } = await sql<{ there: boolean }>`
        select to_regclass(${`storage.${name}`}) is not null as there`.execute(tx.sql);
      if (rows[0]?.there) return;
      // Made aside and attached: the parent stays readable and writable meanwhile.
      await sql`create table storage.${sql.id(name)} (like storage.metric_sample including all)`.execute(
        tx.sql,
      );
      await sql`
        alter table storage.metric_sample attach partition storage.${sql.id(name)}
        for values from (${sql.lit(isoOf(day))}) to (${sql.lit(isoOf(day + dayMs))})`.execute(tx.sql);
    });
    this.known.add(name);
  }
}

function dayOf(instant: number): number {
  return Math.floor(instant / dayMs) * dayMs;
}

function nameOf(day: number): string {
  return `metric_sample_${isoOf(day).slice(0, 10).replaceAll('-', '')}`;
}

function isoOf(instant: number): string {
  return new Date(instant).toISOString();
}
