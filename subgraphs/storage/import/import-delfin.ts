import { StartFailure } from '../../kernel/errors/start-failure.js';
import type { StorageParts } from '../services/parts.js';
import { planImport, type ImportedStorage } from './import-plan.js';
import { presentStorages } from './present-storages.js';
import type { DelfinDatabase } from './delfin-tables.js';
import { delfinContent, type DelfinContent } from './wanted-storage.js';
import { writeImport } from './write-import.js';

/** What is to be imported and how. */
export interface DelfinImport {
  /** What was read of the Delfin database. */
  readonly database: DelfinDatabase;
  /** Whether anything is written; otherwise only the report is made. */
  readonly apply: boolean;
  /** Whether access infos and alert sources that are here otherwise are written over. */
  readonly overwrite: boolean;
  /** Told how many storages are done, and of how many. */
  readonly progress?: (done: number, total: number) => void;
}

/** What was, or would be, imported. It holds no secret. */
export interface ImportReport {
  readonly applied: boolean;
  readonly storages: readonly ImportedStorage[];
  /** Storages deleted in Delfin, whose rows it keeps; left behind. */
  readonly deleted: number;
  /** Access infos and alert sources of no storage; left behind. */
  readonly orphans: number;
}

/**
 * Brings storages, access infos and alert sources over from a Delfin database, all in one transaction or not at
 * all. Ids stay; what is here already stays as it is unless told. A StartFailure or SecretError says why nothing
 * could be done. With `apply` the tasks must be started.
 */
export async function importDelfin(parts: StorageParts, wish: DelfinImport): Promise<ImportReport> {
  // Throws when there is no key to keep passwords with.
  void parts.secrets.currentPrefix;
  const content = delfinContent(wish.database);
  if (!wish.apply) {
    const present = await presentStorages(parts.store.sql, content.wanted);
    return report(wish, content, planImport({ ...parts, overwrite: wish.overwrite }, content, present));
  }
  try {
    return await parts.store.transaction(async (tx) => {
      const present = await presentStorages(tx.sql, content.wanted);
      const plan = planImport({ ...parts, overwrite: wish.overwrite }, content, present);
      await writeImport(parts, tx, plan.planned, (done) => wish.progress?.(done, plan.planned.length));
      return report(wish, content, plan);
    });
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new StartFailure(
      'A storage was registered here just while the import ran. Nothing was imported; run it again.',
      { cause: error },
    );
  }
}

function report(
  { apply }: DelfinImport,
  { deleted, orphans }: DelfinContent,
  { planned, refused }: ReturnType<typeof planImport>,
): ImportReport {
  const storages = planned.map((storage): ImportedStorage => {
    const { wanted: _, hasDriver: _driver, ...told } = storage;
    return told;
  });
  return { applied: apply, storages: [...storages, ...refused], deleted, orphans };
}

function isTaken(error: unknown): boolean {
  for (let e: unknown = error; e instanceof Error; e = e.cause)
    if ('code' in e && e.code === '23505') return true;
  return false;
}
