/** What backups of one rule are kept at one destination (vprotect.md 3.7); counts, and times in milliseconds. */
export interface RetentionSettings {
  readonly keepLastFull: number;
  readonly keepFullNewerMs: number;
  readonly keepLastIncremental: number;
  readonly keepIncrementalNewerMs: number;
  /** Whether the last one stays while its machine is present. */
  readonly keepLastWhileSourceExists: boolean;
}

/** A backup of one machine that is present at one destination. Times are in milliseconds. */
export interface StoredBackup {
  readonly guid: string;
  /** The backup it builds on; null when it stands alone. */
  readonly parentGuid: string | null;
  readonly incremental: boolean;
  readonly snapshotTime: number;
  readonly hint: 'STANDARD_RETENTION' | 'ARCHIVE' | 'TO_REMOVE' | 'RECREATE';
  /** Until when an archived one stays; null is for ever. */
  readonly archiveExpire: number | null;
  /** Until when it must not be removed, whatever else holds. */
  readonly lockedUntil: number | null;
  /** The rule that made it; null when no rule did. */
  readonly ruleGuid: string | null;
  /** What that rule keeps here; null when nothing but a mark removes it. */
  readonly settings: RetentionSettings | null;
}

/** The rest of what decides. */
export interface RetentionSituation {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether the machine still is on its platform. */
  readonly sourcePresent: boolean;
}

/**
 * The GUIDs of the backups that may be removed (vprotect.md 4.7), of all backups of one machine at one
 * destination. What a kept one builds on is kept, and so is what is locked, archived, or the last one of a rule
 * that keeps it. One marked for removal takes none of the places of the last ones.
 */
export function removable(
  backups: readonly StoredBackup[],
  { now, sourcePresent }: RetentionSituation,
): ReadonlySet<string> {
  const byGuid = new Map(backups.map((backup) => [backup.guid, backup]));
  const newestFirst = backups.toSorted(newerFirst);
  const kept = new Set<string>();
  const keep = (backup: StoredBackup | undefined): void => {
    for (let next = backup; next && !kept.has(next.guid); next = parentOf(byGuid, next)) kept.add(next.guid);
  };

  for (const backup of newestFirst) if (isHeld(backup, now)) keep(backup);
  for (const ofRule of groupedByRule(newestFirst)) {
    keepLastOfKinds(ofRule, now, keep);
    const [newest] = ofRule;
    const mayBeLast = sourcePresent && newest?.settings?.keepLastWhileSourceExists === true;
    if (mayBeLast && !ofRule.some(({ guid }) => kept.has(guid))) keep(newest);
  }
  return new Set(backups.map(({ guid }) => guid).filter((guid) => !kept.has(guid)));
}

/** Whether it stays whatever its rule says. */
function isHeld({ lockedUntil, hint, archiveExpire, settings }: StoredBackup, now: number): boolean {
  if (lockedUntil !== null && lockedUntil > now) return true;
  if (hint === 'ARCHIVE' && (archiveExpire === null || archiveExpire > now)) return true;
  return settings === null && hint !== 'TO_REMOVE';
}

function keepLastOfKinds(
  ofRule: readonly StoredBackup[],
  now: number,
  keep: (backup: StoredBackup) => void,
): void {
  for (const incremental of [false, true]) {
    const ofKind = ofRule.filter(
      (backup) => backup.incremental === incremental && backup.hint !== 'TO_REMOVE',
    );
    for (const [place, backup] of ofKind.entries()) {
      const { settings, snapshotTime } = backup;
      if (settings === null) continue;
      const most = incremental ? settings.keepLastIncremental : settings.keepLastFull;
      const age = incremental ? settings.keepIncrementalNewerMs : settings.keepFullNewerMs;
      if (place < most || snapshotTime > now - age) keep(backup);
    }
  }
}

function groupedByRule(backups: readonly StoredBackup[]): StoredBackup[][] {
  return [...Map.groupBy(backups, ({ ruleGuid }) => ruleGuid).values()];
}

function parentOf(
  byGuid: ReadonlyMap<string, StoredBackup>,
  { parentGuid }: StoredBackup,
): StoredBackup | undefined {
  return parentGuid === null ? undefined : byGuid.get(parentGuid);
}

function newerFirst(a: StoredBackup, b: StoredBackup): number {
  return b.snapshotTime - a.snapshotTime || (a.guid < b.guid ? 1 : -1);
}
