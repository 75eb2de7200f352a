import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import {
  removable,
  type RetentionSettings,
  type StoredBackup,
} from '../../subgraphs/backup/services/retention.js';

const dayMs = 86_400_000;
const now = Date.UTC(2026, 5, 1);
const settings: RetentionSettings = {
  keepLastFull: 2,
  keepFullNewerMs: 0,
  keepLastIncremental: 1,
  keepIncrementalNewerMs: 0,
  keepLastWhileSourceExists: false,
};

suite('retention', () => {
  test('keeps the last ones of each kind, and what they build on', () => {
    const chain = [full('f1', 9), inc('i1', 8, 'f1'), full('f2', 7), full('f3', 6), inc('i2', 5, 'f3')];

    assert.deepEqual(removed([...chain, full('f4', 1)]), ['f1', 'i1', 'f2']);
  });

  test('keeps what is newer than the age limit of its kind', () => {
    const aged = { ...settings, keepLastFull: 0, keepFullNewerMs: 5 * dayMs };

    assert.deepEqual(removed([full('old', 6), full('limit', 5), full('young', 4)], aged), ['old', 'limit']);
  });

  test('never takes a full backup from under an incremental that is kept', () => {
    const kept = { ...settings, keepLastFull: 0, keepLastIncremental: 1 };

    assert.deepEqual(removed([full('f1', 9), inc('i1', 8, 'f1'), inc('i2', 7, 'i1')], kept), []);
  });

  test('keeps a locked one and an archived one until their time, and removes a marked one at once', () => {
    const none = { ...settings, keepLastFull: 0 };
    const backups = [
      { ...full('locked', 5), lockedUntil: now + 1 },
      { ...full('unlocked', 5), lockedUntil: now },
      { ...full('archived', 5), hint: 'ARCHIVE' as const, archiveExpire: now + 1 },
      { ...full('expired', 5), hint: 'ARCHIVE' as const, archiveExpire: now },
    ];
    const marked = { ...full('marked', 1), hint: 'TO_REMOVE' as const };

    assert.deepEqual(removed(backups, none), ['unlocked', 'expired']);
    assert.deepEqual(removed([full('f1', 3), full('f2', 2), marked]), ['marked']);
    assert.deepEqual(removed([{ ...marked, lockedUntil: now + 1 }]), []);
  });

  test('keeps the last one while the machine is present, when its rule says so', () => {
    const none = { ...settings, keepLastFull: 0, keepLastIncremental: 0 };
    const keeping = { ...none, keepLastWhileSourceExists: true };
    const backups = [full('f1', 9), inc('i1', 8, 'f1'), full('f0', 10)];

    assert.deepEqual(removed(backups, none), ['f1', 'i1', 'f0']);
    assert.deepEqual(removed(backups, keeping), ['f0']);
    assert.deepEqual(removed(backups, keeping, false), ['f1', 'i1', 'f0']);
  });

  test('leaves what no rule made until it is marked', () => {
    const manual = { ...full('manual', 100), ruleGuid: null, settings: null };

    assert.deepEqual(ids([manual]), []);
    assert.deepEqual(ids([{ ...manual, hint: 'TO_REMOVE' as const }]), ['manual']);
  });

  test('removes nothing that is needed and keeps nothing without a reason, whatever there is', () => {
    fc.assert(
      fc.property(anyStock, fc.boolean(), (stock, sourcePresent) => {
        const gone = removable(stock, { now, sourcePresent });

        const kept = stock.filter(({ guid }) => !gone.has(guid));
        const carries = (backup: StoredBackup): boolean =>
          hasReason(backup, stock, sourcePresent) ||
          kept.some((other) => other.parentGuid === backup.guid && carries(other));

        for (const { parentGuid } of kept) assert.ok(parentGuid === null || !gone.has(parentGuid));
        for (const backup of stock)
          assert.ok(!gone.has(backup.guid) || !hasOwnReason(backup, stock), backup.guid);
        for (const backup of kept) assert.ok(carries(backup), `${backup.guid} is kept for nothing`);
        for (const rule of new Set(stock.filter(keepsLast).map(({ ruleGuid }) => ruleGuid)))
          assert.ok(!sourcePresent || kept.some(({ ruleGuid }) => ruleGuid === rule));
      }),
      { numRuns: 500 },
    );
  });
});

/** Up to 25 backups of two rules and of none, some building on earlier ones. */
const anyStock = fc
  .tuple(
    fc.record({
      keepLastFull: fc.integer({ min: 0, max: 3 }),
      keepFullNewerMs: fc.integer({ min: 0, max: 10 }).map((days) => days * dayMs),
      keepLastIncremental: fc.integer({ min: 0, max: 3 }),
      keepIncrementalNewerMs: fc.integer({ min: 0, max: 10 }).map((days) => days * dayMs),
      keepLastWhileSourceExists: fc.boolean(),
    }),
    fc.array(
      fc.record({
        parent: fc.option(fc.nat(24)),
        age: fc.integer({ min: 0, max: 30 }),
        hint: fc.constantFrom('STANDARD_RETENTION', 'ARCHIVE', 'TO_REMOVE', 'RECREATE'),
        archive: fc.option(fc.integer({ min: -2, max: 2 })),
        lock: fc.option(fc.integer({ min: -2, max: 2 })),
        rule: fc.option(fc.constantFrom('r1', 'r2')),
      }),
      { maxLength: 25 },
    ),
  )
  .map(([ofRules, drawn]) =>
    drawn.map((one, i): StoredBackup => {
      const parent = one.parent === null || one.parent >= i ? null : `b${one.parent}`;
      return {
        guid: `b${i}`,
        parentGuid: parent,
        incremental: parent !== null,
        snapshotTime: now - one.age * dayMs,
        hint: one.hint as StoredBackup['hint'],
        archiveExpire: one.archive === null ? null : now + one.archive * dayMs,
        lockedUntil: one.lock === null ? null : now + one.lock * dayMs,
        ruleGuid: one.rule,
        settings: one.rule === null ? null : ofRules,
      };
    }),
  );

/** Whether a backup stays for itself, by the words of the rules. */
function hasOwnReason(backup: StoredBackup, stock: readonly StoredBackup[]): boolean {
  const { hint, archiveExpire, lockedUntil, settings: rules, snapshotTime } = backup;
  if (lockedUntil !== null && lockedUntil > now) return true;
  if (hint === 'TO_REMOVE') return false;
  if (hint === 'ARCHIVE' && (archiveExpire === null || archiveExpire > now)) return true;
  if (rules === null) return true;
  const newer = stock.filter(
    (other) =>
      other.ruleGuid === backup.ruleGuid &&
      other.incremental === backup.incremental &&
      other.hint !== 'TO_REMOVE' &&
      (other.snapshotTime > snapshotTime ||
        (other.snapshotTime === snapshotTime && other.guid > backup.guid)),
  ).length;
  return backup.incremental
    ? newer < rules.keepLastIncremental || snapshotTime > now - rules.keepIncrementalNewerMs
    : newer < rules.keepLastFull || snapshotTime > now - rules.keepFullNewerMs;
}

function hasReason(backup: StoredBackup, stock: readonly StoredBackup[], sourcePresent: boolean): boolean {
  if (hasOwnReason(backup, stock)) return true;
  const isNewest = stock.every(
    (other) => other.ruleGuid !== backup.ruleGuid || other.snapshotTime <= backup.snapshotTime,
  );
  return sourcePresent && keepsLast(backup) && isNewest;
}

function keepsLast(backup: StoredBackup): boolean {
  return backup.settings?.keepLastWhileSourceExists === true;
}

function full(guid: string, daysOld: number): StoredBackup {
  return {
    guid,
    parentGuid: null,
    incremental: false,
    snapshotTime: now - daysOld * dayMs,
    hint: 'STANDARD_RETENTION',
    archiveExpire: null,
    lockedUntil: null,
    ruleGuid: 'rule',
    settings,
  };
}

function inc(guid: string, daysOld: number, parentGuid: string): StoredBackup {
  return { ...full(guid, daysOld), parentGuid, incremental: true };
}

function removed(backups: readonly StoredBackup[], rules = settings, sourcePresent = true): string[] {
  return ids(
    backups.map((backup) => ({ ...backup, settings: rules })),
    sourcePresent,
  );
}

function ids(backups: readonly StoredBackup[], sourcePresent = true): string[] {
  return [...removable(backups, { now, sourcePresent })];
}
