import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import { removable, type StoredBackup } from './retention.js';
import { ruleOfPlace } from './rule-of-place.js';

/** A place of a backup that retention gives up. */
export interface ExpiredLocation {
  readonly locationGuid: string;
  readonly backupGuid: string;
}

interface StoredRow {
  readonly location_guid: string;
  readonly guid: string;
  readonly vm: string;
  readonly present: boolean;
  readonly clean: boolean;
  readonly parent_guid: string | null;
  readonly type: string;
  readonly snapshot_ms: string | number;
  readonly retention_hint: StoredBackup['hint'];
  readonly archive_ms: string | number | null;
  readonly locked_ms: string | number | null;
  readonly rule_guid: string | null;
  readonly keep_last_full: number | null;
  readonly keep_full_newer_ms: string | number | null;
  readonly keep_last_incremental: number | null;
  readonly keep_incremental_newer_ms: string | number | null;
  readonly keep_last_while_source_exists: boolean | null;
}

/**
 * The places at one destination that nothing keeps any more (vprotect.md 4.7), so ordered that no backup
 * goes before what builds on it. One statement for all machines. A backup that no rule made is kept as the first
 * rule of its machine's policy says that stores there; one of a policy that removes nothing stays until it is marked.
 */
export async function expiredLocations(
  handle: Sql,
  destinationGuid: string,
  now: number,
): Promise<ExpiredLocation[]> {
  const { rows } = await sql<StoredRow>`
    select l.guid as location_guid, b.guid, coalesce(b.vm_guid::text, l.path) as vm, coalesce(v.present, false) as present,
      not coalesce(p.disable_clean_old_backups, false) as clean, b.parent_guid, b.type,
      (extract(epoch from b.snapshot_time) * 1000)::bigint as snapshot_ms, l.retention_hint,
      (extract(epoch from l.archive_expire) * 1000)::bigint as archive_ms, (extract(epoch from l.locked_until) * 1000)::bigint as locked_ms,
      d.rule_guid, d.keep_last_full, d.keep_full_newer_ms, d.keep_last_incremental, d.keep_incremental_newer_ms, d.keep_last_while_source_exists
    from backup.backup_location l join backup.backup b on b.guid = l.backup_guid
    left join backup.virtual_machine v on v.guid = b.vm_guid
    left join lateral ${ruleOfPlace} d on true
    left join backup.rule r on r.guid = d.rule_guid left join backup.policy p on p.guid = r.policy_guid
    where l.destination_guid = ${destinationGuid} and l.status = 'PRESENT'
    order by b.snapshot_time desc, b.guid`.execute(handle);
  const expired = new Set<string>();
  for (const own of Map.groupBy(rows, ({ vm }) => vm).values()) {
    const sourcePresent = own[0]?.present ?? false;
    for (const guid of removable(own.map(storedOf), { now, sourcePresent })) expired.add(guid);
  }
  return rows
    .filter(({ guid }) => expired.has(guid))
    .map(({ location_guid, guid }) => ({ locationGuid: location_guid, backupGuid: guid }));
}

function storedOf(row: StoredRow): StoredBackup {
  const number = (value: string | number | null): number | null => (value === null ? null : Number(value));
  return {
    guid: row.guid,
    parentGuid: row.parent_guid,
    incremental: row.type === 'INCREMENTAL',
    snapshotTime: Number(row.snapshot_ms),
    hint: row.retention_hint,
    archiveExpire: number(row.archive_ms),
    lockedUntil: number(row.locked_ms),
    ruleGuid: row.rule_guid,
    settings:
      row.keep_last_full === null || !row.clean
        ? null
        : {
            keepLastFull: row.keep_last_full,
            keepFullNewerMs: Number(row.keep_full_newer_ms),
            keepLastIncremental: row.keep_last_incremental ?? 0,
            keepIncrementalNewerMs: Number(row.keep_incremental_newer_ms),
            keepLastWhileSourceExists: row.keep_last_while_source_exists ?? false,
          },
  };
}
