import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Store } from '../../kernel/database/store.js';
import type { MetricSeries } from '../drivers/metrics.js';

const pageSize = 2000;

interface IdRow {
  readonly id: number;
  readonly resource_type: string;
  readonly resource_id: string;
  readonly metric: string;
  readonly type: string;
}

/** The ids of one storage's series, read once at the beginning of a collection; new series are made when they are met. */
export class SeriesIds {
  private readonly ids = new Map<string, number>();

  private constructor(
    private readonly store: Store,
    private readonly storageId: string,
  ) {}

  static async open(store: Store, storageId: string): Promise<SeriesIds> {
    const series = new SeriesIds(store, storageId);
    for (let after = 0; ;) {
      const { rows } = await sql<IdRow>`
        select id, resource_type, resource_id, metric, type from storage.metric_series
        where storage_id = ${storageId}::uuid and id > ${after}::integer order by id limit ${pageSize}`.execute(
        store.sql,
      );
      series.keep(rows);
      if (rows.length < pageSize) return series;
      after = rows.at(-1)?.id ?? after;
      await nextTurn();
    }
  }

  /** The ids of a batch, in its order. */
  async of(batch: readonly MetricSeries[]): Promise<readonly number[]> {
    const missing = batch.filter((series) => !this.ids.has(keyOf(series)));
    if (missing.length > 0) {
      this.keep(await this.insert(missing));
      // Another collection of the same storage may have made some at the same moment.
      const taken = missing.filter((series) => !this.ids.has(keyOf(series)));
      if (taken.length > 0) this.keep(await this.find(taken));
    }
    return batch.map((series) => {
      const id = this.ids.get(keyOf(series));
      if (id === undefined) throw new Error('A series was removed while its samples were written.');
      return id;
    });
  }

  private async insert(series: readonly MetricSeries[]): Promise<readonly IdRow[]> {
    // Only what is missing is inserted: each try of an insert uses up an id, of which there are 2^31.
    const { rows } = await sql<IdRow>`
      insert into storage.metric_series (storage_id, resource_type, resource_id, metric, type, unit, resource_name, value_type)
      select ${this.storageId}::uuid, t.* from unnest(${keyColumns(series)},
        ${series.map(({ unit }) => unit)}::text[], ${series.map((s) => s.resourceName ?? null)}::text[],
        ${series.map((s) => s.valueType ?? null)}::text[]) as t
      on conflict do nothing returning id, resource_type, resource_id, metric, type`.execute(this.store.sql);
    return rows;
  }

  private async find(series: readonly MetricSeries[]): Promise<readonly IdRow[]> {
    const { rows } = await sql<IdRow>`
      select s.id, s.resource_type, s.resource_id, s.metric, s.type
      from unnest(${keyColumns(series)}) as t (resource_type, resource_id, metric, type)
      join storage.metric_series s using (resource_type, resource_id, metric, type)
      where s.storage_id = ${this.storageId}::uuid`.execute(this.store.sql);
    return rows;
  }

  private keep(rows: readonly IdRow[]): void {
    for (const { id, resource_type, resource_id, metric, type } of rows)
      this.ids.set(textOf(resource_type, resource_id, metric, type), id);
  }
}

function keyColumns(series: readonly MetricSeries[]): ReturnType<typeof sql> {
  return sql`${series.map((s) => s.resourceType)}::text[], ${series.map((s) => s.resourceId)}::text[],
    ${series.map((s) => s.name)}::text[], ${series.map((s) => s.type ?? 'RAW')}::text[]`;
}

function keyOf({ resourceType, resourceId, name, type }: MetricSeries): string {
  return textOf(resourceType, resourceId, name, type ?? 'RAW');
}

/** No text of a series holds a NUL character. */
function textOf(...parts: readonly string[]): string {
  return parts.join('\0');
}
