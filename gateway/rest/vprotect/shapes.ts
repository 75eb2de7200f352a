import { enumObject, type EnumObject } from './enum-catalogue.js';
import { backupName, type NameAndGuid, type Named } from './wire-values.js';

/** A reference that says what kind of thing it is to (vprotect.md 1.3). */
export interface NameGuidAndType extends NameAndGuid {
  readonly type: EnumObject;
}

/** Who asked for something, as the graph gives it. */
export interface OriginData {
  readonly originType: string | null;
  readonly originGuid: string | null;
  readonly originName: string | null;
}

/** A backup as far as its name goes. */
export interface BackupParts {
  readonly guid: string;
  readonly vmName: string;
  readonly snapshotTime: string;
}

const origins = new Set(['USER', 'SCHEDULE', 'SYSTEM_SCHEDULE']);

/** A machine as something is about it; undefined when it is gone. */
export function protectedEntity(machine: Named | null): NameGuidAndType | undefined {
  if (machine === null) return undefined;
  return { guid: machine.guid, name: machine.name, type: enumObject('ProtectedEntityType', 'VM') };
}

/** A backup by its name; undefined when there is none. */
export function backupReference(backup: BackupParts): NameAndGuid;
export function backupReference(backup: BackupParts | null | undefined): NameAndGuid | undefined;
export function backupReference(backup: BackupParts | null | undefined): NameAndGuid | undefined {
  if (backup == null) return undefined;
  return { guid: backup.guid, name: backupName(backup.vmName, backup.snapshotTime) };
}

/** Who asked for something; left out rather than made up (3.2): only the three kinds clients know, and with a guid. */
export function originEntity({
  originType,
  originGuid,
  originName,
}: OriginData): NameGuidAndType | undefined {
  if (originType === null || originGuid === null || !origins.has(originType)) return undefined;
  return { guid: originGuid, name: originName ?? '', type: enumObject('OriginEntityType', originType) };
}
