import { z } from 'zod';
import { count, flag, given, guids, optionalEnum, optionalGuid, optionalName } from './body-values.js';

const retention = z
  .object({
    retentionKeepLastNFull: count,
    retentionKeepFullNewerThan: count,
    retentionKeepLastNIncremental: count,
    retentionKeepIncrementalNewerThan: count,
    keepLastBackupWhenSourceStillExists: flag,
  })
  .nullish();

const destination = z.object({
  roleType: optionalEnum('RoleType'),
  active: flag,
  backupDestination: optionalGuid,
  backupRetentionSettings: retention,
  daysToKeepRetentionLock: count,
});

type Destination = z.output<typeof destination>;

/** A list of destinations, or the object with one member for each role that an interface sends (vprotect.md 3.7). */
const destinations = z
  .union([
    z.array(destination.nullable()),
    z.object({
      primaryBackupDestination: destination.nullish(),
      secondaryBackupDestination: destination.nullish(),
    }),
  ])
  .transform((value): Destination[] => {
    if (Array.isArray(value)) return value.filter((one) => one !== null);
    const { primaryBackupDestination: primary, secondaryBackupDestination: secondary } = value;
    return [
      ...(primary ? [{ ...primary, roleType: 'PRIMARY' }] : []),
      ...(secondary ? [{ ...secondary, roleType: 'SECONDARY' }] : []),
    ];
  })
  .nullish();

/** Body of a rule. */
export const ruleBody = z.object({
  guid: optionalGuid,
  name: optionalName,
  policy: optionalGuid,
  schedules: guids,
  active: flag,
  position: count,
  ruleBackupDestinations: destinations,
  backupDestinations: guids,
  retentionVersions: count,
  retentionDays: count,
});

/** A rule as it was sent. */
export type RuleBody = z.output<typeof ruleBody>;

/** What the graph makes or changes of a rule; its guid and policy aside. */
export function ruleInput(body: RuleBody): Readonly<Record<string, unknown>> {
  return {
    name: body.name ?? undefined,
    scheduleGuids: body.schedules ?? undefined,
    active: body.active ?? undefined,
    position: body.position ?? undefined,
    destinations: destinationsOf(body),
    retentionVersions: body.retentionVersions,
    retentionDays: body.retentionDays,
  };
}

/** Destinations of either spelling; those that name none are skipped, and old clients give the role by the order. */
function destinationsOf({ ruleBackupDestinations, backupDestinations }: RuleBody): object[] | undefined {
  if (ruleBackupDestinations != null)
    return ruleBackupDestinations.flatMap((one, index) => {
      const {
        backupDestination,
        roleType,
        active,
        backupRetentionSettings: keep,
        daysToKeepRetentionLock,
      } = one;
      if (backupDestination == null) return [];
      return [
        given({
          destinationGuid: backupDestination,
          roleType: roleType ?? roleAt(index),
          active,
          keepLastFull: keep?.retentionKeepLastNFull,
          keepFullNewer: keep?.retentionKeepFullNewerThan,
          keepLastIncremental: keep?.retentionKeepLastNIncremental,
          keepIncrementalNewer: keep?.retentionKeepIncrementalNewerThan,
          keepLastWhileSourceExists: keep?.keepLastBackupWhenSourceStillExists,
          retentionLockDays: daysToKeepRetentionLock,
        }),
      ];
    });
  return backupDestinations?.slice(0, 2).map((destinationGuid, index) => ({
    destinationGuid,
    roleType: roleAt(index),
  }));
}

function roleAt(index: number): string {
  return index === 0 ? 'PRIMARY' : 'SECONDARY';
}
