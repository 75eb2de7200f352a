import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { RetentionHint } from '../entities/backup-words.js';
import type { RoleType } from '../entities/policy-words.js';
import { backupFault, invalid } from './backup-fault.js';
import { readGuid } from './guid.js';
import type { BackupParts } from './parts.js';
import { wallOf } from './tenant-wall.js';

/** A wish to keep backups longer, or shorter, than their policy says; `undefined` members match every place. */
export interface BackupMark {
  readonly backupGuid?: string | null | undefined;
  readonly locationGuid?: string | null | undefined;
  readonly destinationGuid?: string | null | undefined;
  readonly roleType?: RoleType | null | undefined;
  readonly retentionHint: RetentionHint;
  /** Needed for ARCHIVE, and of no meaning for others. */
  readonly archiveExpire?: Date | null | undefined;
}

/** What a mark changes of a place where a backup is kept. */
export interface MarkedLocation {
  readonly locationGuid: string;
  readonly previousHint: RetentionHint;
  readonly retentionHint: RetentionHint;
  readonly previousArchiveExpire: Date | null;
  readonly archiveExpire: Date | null;
}

interface LocationRow {
  readonly guid: string;
  readonly backup_guid: string;
  readonly destination_guid: string | null;
  readonly role_type: RoleType;
  readonly retention_hint: RetentionHint;
  readonly archive_expire: string | null;
}

/**
 * Marks the places where backups are present, all or none; a preview changes nothing (vprotect.md 3.3).
 * REFERENCE_NOT_FOUND for a mark that is of no such place, VALIDATION for ARCHIVE without an end.
 */
export function markBackups(
  { store, hooks }: Pick<BackupParts, 'store' | 'hooks'>,
  marks: readonly BackupMark[],
  preview: boolean,
  viewer: Viewer,
): Promise<MarkedLocation[]> {
  for (const { retentionHint, archiveExpire } of marks)
    if (retentionHint === 'ARCHIVE' && archiveExpire == null)
      throw invalid('archiveExpire', 'given for ARCHIVE');
  return store.transaction(async (tx) => {
    const locations = await locationsOf(tx, marks, viewer);
    const changes = new Map<string, MarkedLocation>();
    for (const mark of marks) {
      const meant = locations.filter((location) => isMeant(mark, location));
      if (meant.length === 0)
        throw backupFault(
          'REFERENCE_NOT_FOUND',
          'There is no such place where a backup is present.',
          'marks',
        );
      for (const location of meant) changes.set(location.guid, changeOf(mark, location));
    }
    const made = [...changes.values()];
    if (!preview && made.length > 0) {
      await write(tx, made);
      const backups = [...new Set(locations.map((location) => location.backup_guid))];
      for (const hook of hooks.backupsChanged) await hook(tx, backups);
    }
    return made;
  });
}

/** In one statement however many are marked; held until the end of the transaction. */
async function locationsOf(
  tx: Tx,
  marks: readonly BackupMark[],
  viewer: Viewer,
): Promise<readonly LocationRow[]> {
  const { rows } = await sql<LocationRow>`
    select l.guid, l.backup_guid, l.destination_guid, l.role_type, l.retention_hint, l.archive_expire
    from backup.backup_location l join backup.backup b on b.guid = l.backup_guid
    where l.status = 'PRESENT' and ${wallOf(viewer, 'b')}
      and (b.guid = any(${guidsOf(marks, 'backupGuid')}) or l.guid = any(${guidsOf(marks, 'locationGuid')}))
    order by l.guid for update of l`.execute(tx.sql);
  return rows;
}

function guidsOf(marks: readonly BackupMark[], member: 'backupGuid' | 'locationGuid'): RawBuilder<unknown> {
  const guids = marks.flatMap((mark) => readGuid(mark[member] ?? '') ?? []);
  return sql`${guids}::uuid[]`;
}

function isMeant(mark: BackupMark, location: LocationRow): boolean {
  const wanted = [
    [mark.backupGuid, location.backup_guid],
    [mark.locationGuid, location.guid],
    [mark.destinationGuid, location.destination_guid],
    [mark.roleType?.toLowerCase(), location.role_type.toLowerCase()],
  ] as const;
  return wanted.every(([given, value]) => given == null || given.toLowerCase() === value);
}

function changeOf(mark: BackupMark, location: LocationRow): MarkedLocation {
  const { retentionHint } = mark;
  return {
    locationGuid: location.guid,
    previousHint: location.retention_hint,
    retentionHint,
    previousArchiveExpire: location.archive_expire === null ? null : new Date(location.archive_expire),
    archiveExpire: retentionHint === 'ARCHIVE' ? (mark.archiveExpire ?? null) : null,
  };
}

async function write(tx: Tx, changes: readonly MarkedLocation[]): Promise<void> {
  await sql`
    update backup.backup_location l set retention_hint = m.hint, archive_expire = m.expire
    from unnest(${changes.map(({ locationGuid }) => locationGuid)}::uuid[],
      ${changes.map(({ retentionHint }) => retentionHint)}::text[],
      ${changes.map(({ archiveExpire }) => archiveExpire?.toISOString() ?? null)}::timestamptz[]) as m (guid, hint, expire)
    where l.guid = m.guid`.execute(tx.sql);
}
