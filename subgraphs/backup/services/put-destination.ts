import { isAbsolute, resolve } from 'node:path';
import { sql } from 'kysely';
import type { LongValue } from '../../../schema/scalars/long.js';
import { isStorableText } from '../../kernel/database/storable.js';
import type { Tx } from '../../kernel/database/store.js';
import { archiveReasonOf } from '../archive/archive-fault.js';
import { backupFault, invalid, notFound } from './backup-fault.js';
import type { DataParts } from './data-parts.js';
import { readGuid } from './guid.js';
import { lookAtDestination } from './open-destination.js';

/** A destination as it is wished for. */
export interface DestinationWish {
  readonly name: string;
  readonly type: string;
  readonly path: string;
  readonly description?: string | null | undefined;
  readonly capacity?: LongValue | null | undefined;
  readonly isDefault: boolean;
  readonly visibleForAllVms: boolean;
}

/** What of one is to change; undefined stays. */
export type DestinationChange = Partial<
  Omit<DestinationWish, 'path' | 'type' | 'isDefault' | 'visibleForAllVms' | 'name'>
> & {
  readonly name?: string | null | undefined;
  readonly isDefault?: boolean | null | undefined;
  readonly visibleForAllVms?: boolean | null | undefined;
};

type PutParts = Pick<DataParts, 'store' | 'destinationTypes'>;

/** Makes a destination and marks its folder. NAME_NOT_UNIQUE, or the fault of the folder; then nothing is kept. */
export async function createDestination(parts: PutParts, wish: DestinationWish): Promise<string> {
  const guid = crypto.randomUUID();
  const name = checkedName(wish.name);
  const path = checkedPath(wish.path);
  const capacity = checkedCapacity(wish.capacity);
  const description = checkedDescription(wish.description);
  const type = parts.destinationTypes.find((one) => one.type === wish.type);
  if (!type) throw invalid('type', 'a type of destination there is');
  await refuseTaken(parts, name, path);
  try {
    await type
      .open({ guid, name, path, capacity: capacity === null ? undefined : Number(capacity) })
      .initialise();
  } catch (error) {
    const reason = archiveReasonOf(error);
    if (reason === undefined || !(error instanceof Error)) throw error;
    throw backupFault('INVALID_STATE', error.message, 'path');
  }
  await parts.store.transaction(async (tx) => {
    if (wish.isDefault) await dropDefault(tx);
    const { rows } = await sql`
      insert into backup.destination (guid, name, type, description, path, capacity, is_default, visible_for_all_vms)
      values (${guid}, ${name}, ${wish.type}, ${description}, ${path}, ${capacity}, ${wish.isDefault}, ${wish.visibleForAllVms})
      on conflict (name) do nothing returning guid`.execute(tx.sql);
    if (rows.length === 0) throw taken(name);
  });
  await lookAtDestination(parts, guid).catch(() => undefined);
  return guid;
}

/** Changes a destination. NOT_FOUND, NAME_NOT_UNIQUE. */
export async function updateDestination(
  parts: PutParts,
  given: string,
  change: DestinationChange,
): Promise<string> {
  const guid = readGuid(given);
  if (guid === undefined) throw notFound('destination');
  const sets = [
    ...(change.name == null ? [] : [sql`name = ${checkedName(change.name)}`]),
    ...(change.description === undefined
      ? []
      : [sql`description = ${checkedDescription(change.description)}`]),
    ...(change.capacity === undefined ? [] : [sql`capacity = ${checkedCapacity(change.capacity)}`]),
    ...(change.isDefault == null ? [] : [sql`is_default = ${change.isDefault}`]),
    ...(change.visibleForAllVms == null ? [] : [sql`visible_for_all_vms = ${change.visibleForAllVms}`]),
    sql`changed_at = now()`,
  ];
  await parts.store.transaction(async (tx) => {
    if (change.name != null) {
      const { rows } = await sql`
        select from backup.destination where name = ${change.name.trim()} and guid <> ${guid}`.execute(
        tx.sql,
      );
      if (rows.length > 0) throw taken(change.name.trim());
    }
    if (change.isDefault === true) await dropDefault(tx);
    const { rows } =
      await sql`update backup.destination set ${sql.join(sets)} where guid = ${guid} returning guid`.execute(
        tx.sql,
      );
    if (rows.length === 0) throw notFound('destination');
  });
  return guid;
}

/** Forgets a destination; its files stay where they are. IN_USE while a backup or a rule needs it. */
export async function deleteDestination({ store }: PutParts, given: string): Promise<string> {
  const guid = readGuid(given);
  if (guid === undefined) throw notFound('destination');
  await store.transaction(async (tx) => {
    const { rows } = await sql`select from backup.destination where guid = ${guid} for update`.execute(
      tx.sql,
    );
    if (rows.length === 0) throw notFound('destination');
    const used = await sql<{ backups: boolean; rules: boolean }>`
      select exists (select from backup.backup_location where destination_guid = ${guid}
          and (status in ('PRESENT', 'IN_PROGRESS') or path is not null)) as backups,
        exists (select from backup.rule_destination where destination_guid = ${guid}) as rules`.execute(
      tx.sql,
    );
    if (used.rows[0]?.backups === true) throw backupFault('IN_USE', 'The destination holds backups.');
    if (used.rows[0]?.rules === true) throw backupFault('IN_USE', 'A rule stores in the destination.');
    await sql`delete from backup.destination where guid = ${guid}`.execute(tx.sql);
  });
  return guid;
}

async function dropDefault(tx: Tx): Promise<void> {
  await sql`update backup.destination set is_default = false, changed_at = now() where is_default`.execute(
    tx.sql,
  );
}

async function refuseTaken({ store }: PutParts, name: string, path: string): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select name from backup.destination where name = ${name} or path = ${path} limit 1`.execute(store.sql);
  const [row] = rows;
  if (!row) return;
  throw row.name === name
    ? taken(name)
    : backupFault('IN_USE', 'The path is that of another destination.', 'path');
}

function taken(name: string): Error {
  return backupFault('NAME_NOT_UNIQUE', `A destination named '${name}' already exists.`, 'name');
}

function checkedName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === '' || trimmed.length > 255 || !isStorableText(trimmed))
    throw invalid('name', 'a name of 1 to 255 characters');
  return trimmed;
}

function checkedPath(path: string): string {
  if (!isAbsolute(path) || path.length > 4096 || !isStorableText(path))
    throw invalid('path', 'an absolute path');
  return resolve(path);
}

function checkedCapacity(capacity: LongValue | null | undefined): LongValue | null {
  if (capacity == null) return null;
  if (BigInt(capacity) < 0n) throw invalid('capacity', 'a number of bytes from 0 up');
  return capacity;
}

function checkedDescription(text: string | null | undefined): string | null {
  if (text == null || text === '') return null;
  if (text.length > 10_000 || !isStorableText(text))
    throw invalid('description', 'a text of at most 10,000 characters');
  return text;
}
