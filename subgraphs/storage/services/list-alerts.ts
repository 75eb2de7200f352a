import { sql, type RawBuilder } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import { pageClauses, pageOf, pageRequest, type KeysetOrder } from '../../kernel/database/keyset.js';
import { Fault } from '../../kernel/errors/fault.js';
import { isStorableText } from '../../kernel/database/storable.js';
import type { Sql, Store } from '../../kernel/database/store.js';
import type { Alert } from '../entities/alert.js';
import { rankOf } from '../entities/alert-words.js';
import type { AlertFilter, AlertOrder, AlertOrderField } from '../resolvers/alert-inputs.js';
import { alertOf, alertSelection, type AlertRow } from './alert-row.js';
import { isUuid } from './find-storages.js';

type Column = KeysetOrder<AlertRow>['columns'][number];

const keys: Readonly<Record<AlertOrderField, Column>> = {
  LAST_AT: { expression: sql`a.last_at`, type: 'timestamptz', value: (row) => row.last_at },
  FIRST_AT: { expression: sql`a.first_at`, type: 'timestamptz', value: (row) => row.first_at },
  SEVERITY: { expression: sql`a.severity_rank`, type: 'integer', value: (row) => row.severity_rank },
  OCCURRENCES: { expression: sql`a.occurrences`, type: 'bigint', value: (row) => row.occurrences },
};
const byId: Column = { expression: sql`a.id`, type: 'uuid', value: (row) => row.id };

/** What a list of alerts is asked for. */
export interface AlertListing {
  readonly args: PageArgs;
  readonly filter?: AlertFilter | null | undefined;
  readonly orderBy?: readonly AlertOrder[] | null | undefined;
}

/** A page of alerts over all storages, in one statement; the last reported comes first unless told. */
export async function listAlerts(
  store: Store,
  { args, filter, orderBy }: AlertListing,
): Promise<Page<Alert>> {
  const keyset = keysetOf(orderBy ?? []);
  const request = pageRequest(args, keyset.columns.length);
  const clauses = pageClauses(keyset, request);
  const where = conditionsOf(filter);
  const { rows } = await sql<AlertRow>`
    select ${alertSelection} from storage.alert a where ${where} and ${clauses.where}
    order by ${clauses.orderBy} limit ${clauses.limit} offset ${clauses.offset}`.execute(store.sql);
  return pageOf(rows, keyset, request, alertOf, async () => {
    const counted = await sql<{ count: number }>`
      select count(*)::int as count from storage.alert a where ${where}`.execute(store.sql);
    return counted.rows[0]?.count ?? 0;
  });
}

/** Alerts by UUID, in one statement. */
export async function alertsByUuid(
  handle: Sql,
  uuids: readonly string[],
): Promise<ReadonlyMap<string, Alert>> {
  const known = uuids.filter(isUuid);
  if (known.length === 0) return new Map();
  const { rows } = await sql<AlertRow>`
    select ${alertSelection} from storage.alert a where a.id = any(${known}::uuid[])`.execute(handle);
  return new Map(rows.map((row) => [row.id, alertOf(row)]));
}

/** The newest open alerts of each of these storages, in one statement. */
export async function openAlertsOf(
  handle: Sql,
  storageUuids: readonly string[],
  most: number,
): Promise<ReadonlyMap<string, Alert[]>> {
  const { rows } = await sql<AlertRow>`
    select a.* from unnest(${storageUuids}::uuid[]) as s(id) cross join lateral (
      select ${alertSelection} from storage.alert a where a.storage_id = s.id and a.state = 'OPEN'
      order by a.last_at desc, a.id desc limit ${most}) a`.execute(handle);
  return Map.groupBy(rows.map(alertOf), (alert) => alert.storageUuid);
}

function keysetOf(orderBy: readonly AlertOrder[]): KeysetOrder<AlertRow> {
  const [first] = orderBy;
  if (orderBy.some(({ direction }) => direction !== first?.direction))
    throw new Fault('BAD_USER_INPUT', 'All keys of "orderBy" must run the same way.');
  const fields = new Set([...orderBy.map(({ field }) => field), 'LAST_AT' as const]);
  return {
    columns: [...[...fields].map((field) => keys[field]), byId],
    descending: first?.direction !== 'ASC',
  };
}

function conditionsOf(filter: AlertFilter | null | undefined): RawBuilder<unknown> {
  const ranks = filter?.severities?.map(rankOf);
  return sql.join(
    [
      uuidIn(sql`a.id`, filter?.uuids),
      uuidIn(sql`a.storage_id`, filter?.storageUuids),
      textIn(sql`a.state`, filter?.states),
      ranks === undefined ? sql`true` : sql`a.severity_rank = any(${ranks}::smallint[])`,
      textIn(sql`a.category`, filter?.categories),
      textIn(sql`a.alert_id`, filter?.alertIds),
      textIn(sql`a.sequence_number`, filter?.sequenceNumbers),
      textIn(sql`a.match_key`, filter?.matchKeys),
      filter?.reportedAfter == null ? sql`true` : sql`a.last_at >= ${filter.reportedAfter}`,
      filter?.reportedBefore == null ? sql`true` : sql`a.last_at < ${filter.reportedBefore}`,
    ],
    sql` and `,
  );
}

function uuidIn(
  column: RawBuilder<unknown>,
  values: readonly string[] | null | undefined,
): RawBuilder<unknown> {
  return values == null ? sql`true` : sql`${column} = any(${values.filter(isUuid)}::uuid[])`;
}

/** Text the database could not hold equals nothing in it. */
function textIn(
  column: RawBuilder<unknown>,
  values: readonly string[] | null | undefined,
): RawBuilder<unknown> {
  return values == null ? sql`true` : sql`${column} = any(${values.filter(isStorableText)}::text[])`;
}
