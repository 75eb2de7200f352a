import { sql } from 'kysely';
import type { Log } from '../../kernel/log/log.js';
import type { Store } from '../../kernel/database/store.js';
import type { MetricPartitions } from './metric-partitions.js';

const turnMs = 3_600_000;
const dayMs = 86_400_000;
/** Series that one statement removes, so that none takes long. */
const batch = 2000;

/** Makes the partitions of today and tomorrow, and drops what has expired: at the start and every hour. */
export class MetricRetention {
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly store: Store,
    private readonly partitions: MetricPartitions,
    private readonly log: Log,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.begin(), turnMs).unref();
    this.begin();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.turn;
  }

  /** One turn. */
  async sweep(now = Date.now()): Promise<void> {
    await this.partitions.ensure([now, now + dayMs]);
    const dropped = await this.partitions.dropExpired(now);
    if (dropped.length > 0)
      this.log.info({ partitions: dropped }, 'Expired performance samples were dropped');
    while (!this.stopped && (await this.removeSeries(now)) === batch);
  }

  /** Removes series without any sample left, and those of deleted storages. */
  private async removeSeries(now: number): Promise<number> {
    const oldest = new Date(this.partitions.oldest(now)).toISOString();
    const { rows } = await sql`
      with gone as (
        delete from storage.metric_series where id in (
          select m.id from storage.metric_series m join storage.storage s on s.id = m.storage_id
          left join storage.metric_latest l on l.series = m.id
          where s.deleted_at is not null or l.at < ${oldest}::timestamptz limit ${batch})
        returning id),
      unshown as (delete from storage.metric_latest where series in (select id from gone))
      select id from gone`.execute(this.store.sql);
    return rows.length;
  }

  private begin(): void {
    this.turn ??= this.sweep()
      .catch((err: unknown) => this.log.warn({ err }, 'Expired performance samples could not be dropped'))
      .finally(() => (this.turn = undefined));
  }
}
