import type { Secrets } from '../../kernel/secrets/secrets.js';
import type { Drivers } from '../drivers/drivers.js';
import { accessKinds, type AccessKind } from '../drivers/driver.js';
import { driverName } from '../drivers/registry.js';
import { Refusal } from './delfin-values.js';
import type { PresentStorages } from './present-storages.js';
import { isSameAccess, isSameSource } from './same-as-present.js';
import type { DelfinContent, WantedStorage } from './wanted-storage.js';

/**
 * What becomes of something: it is made, written over, there as it was in Delfin, there otherwise and left so,
 * or cannot be taken.
 */
export type ImportOutcome = 'created' | 'updated' | 'present' | 'differs' | 'refused';

/** One storage of a Delfin database in the report. */
export interface ImportedStorage {
  readonly id: string;
  readonly name: string | null;
  readonly serialNumber: string | null;
  /** The driver's vendor and model as registered. */
  readonly driver: string | null;
  readonly access: readonly AccessKind[];
  readonly outcome: ImportOutcome;
  /** Null when it has none. */
  readonly alertSource: ImportOutcome | null;
  /** Sentences about it for people, without secrets. */
  readonly notes: readonly string[];
}

/** A storage with what is to be written of it. */
export interface PlannedStorage extends ImportedStorage {
  readonly wanted: WantedStorage;
  readonly hasDriver: boolean;
}

/** What the plan is made of. */
export interface PlanParts {
  readonly secrets: Secrets;
  readonly drivers: Pick<Drivers, 'type'>;
  /** Whether what is here otherwise is written over. */
  readonly overwrite: boolean;
}

/** Decides about each storage; writes nothing. Throws a SecretError when what is here cannot be decrypted. */
export function planImport(
  parts: PlanParts,
  { wanted, refused }: DelfinContent,
  present: PresentStorages,
): { readonly planned: readonly PlannedStorage[]; readonly refused: readonly ImportedStorage[] } {
  const taken = new Map(present.bySerialNumber);
  const planned: PlannedStorage[] = [];
  const others = refused.map(({ id, name, refusal }) => refusedStorage({ id, name }, refusal.message));
  for (const storage of wanted) {
    const hindrance = hindranceOf(storage, present, taken);
    if (hindrance !== undefined) {
      others.push(refusedStorage(storage, hindrance));
      continue;
    }
    taken.set(storage.serialNumber, storage.id);
    planned.push(plannedStorage(parts, storage, present));
  }
  return { planned, refused: others };
}

function hindranceOf(
  { id, serialNumber }: WantedStorage,
  { deleted }: PresentStorages,
  taken: ReadonlyMap<string, string>,
): string | undefined {
  if (deleted.get(id) === true) return 'It was deleted here after it had been there; register it anew.';
  const owner = taken.get(serialNumber);
  if (deleted.has(id) || owner === undefined || owner === id) return undefined;
  return `The array ${serialNumber} is the storage ${owner} already. Delete that one, or leave this one out.`;
}

function plannedStorage(parts: PlanParts, wanted: WantedStorage, present: PresentStorages): PlannedStorage {
  const { id, name, serialNumber, access } = wanted;
  const { secrets, overwrite } = parts;
  const isNew = !present.deleted.has(id);
  const row = present.accessInfos.get(id);
  const sameAccess = row !== undefined && isSameAccess(access, row, secrets);
  const hasDriver = parts.drivers.type(access.vendor, access.model) !== undefined;
  return {
    id,
    name,
    serialNumber,
    driver: driverName(access.vendor, access.model),
    access: accessKinds.filter((kind) => access.access[kind]),
    outcome: isNew ? 'created' : outcomeOf(sameAccess, overwrite),
    alertSource: alertSourceOutcome(parts, wanted, present),
    notes: notesOf(wanted, hasDriver),
    wanted,
    hasDriver,
  };
}

function alertSourceOutcome(
  { secrets, overwrite }: PlanParts,
  { id, alertSource }: WantedStorage,
  present: PresentStorages,
): ImportOutcome | null {
  if (!alertSource) return null;
  if (alertSource instanceof Refusal) return 'refused';
  const row = present.alertSources.get(id);
  return row ? outcomeOf(isSameSource(alertSource.source, row, secrets), overwrite) : 'created';
}

function outcomeOf(same: boolean, overwrite: boolean): ImportOutcome {
  if (same) return 'present';
  return overwrite ? 'updated' : 'differs';
}

function notesOf({ id, access, alertSource }: WantedStorage, hasDriver: boolean): readonly string[] {
  const { withoutPassword, vendor, model } = access;
  const notes: string[] = [];
  if (!hasDriver)
    notes.push(
      `There is no driver "${driverName(vendor, model)}" here. It is kept with its last known data, unreachable, until there is one.`,
    );
  if (withoutPassword.length > 0) {
    const remedy = hasDriver
      ? `Give it with PUT /v1/storages/${id}/access-info.`
      : 'The driver will need it.';
    notes.push(`The password of ${withoutPassword.join(', ')} is not in Delfin's own encoding. ${remedy}`);
  }
  if (alertSource instanceof Refusal) notes.push(alertSource.message);
  return notes;
}

function refusedStorage(
  { id, name, ...rest }: { readonly id: string; readonly name: string | null } & Partial<WantedStorage>,
  reason: string,
): ImportedStorage {
  const { access, serialNumber } = rest;
  return {
    id,
    name,
    serialNumber: serialNumber ?? null,
    driver: access ? driverName(access.vendor, access.model) : null,
    access: accessKinds.filter((kind) => access?.access[kind]),
    outcome: 'refused',
    alertSource: null,
    notes: [reason],
  };
}
