import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import { archiveFault } from '../archive/archive-fault.js';
import type { Destination } from '../destinations/destination.js';
import type { DataParts } from './data-parts.js';

interface DestinationRow {
  readonly guid: string;
  readonly name: string;
  readonly type: string;
  readonly path: string;
  readonly capacity: string | number | null;
}

/** The part of the work's parts that destinations are opened with. */
export type DestinationParts = Pick<DataParts, 'destinationTypes'>;

/** Opens a destination; GONE when it was deleted. */
export async function openDestination(
  handle: Sql,
  { destinationTypes }: DestinationParts,
  guid: string,
): Promise<Destination> {
  const { rows } = await sql<DestinationRow>`
    select guid, name, type, path, capacity from backup.destination where guid = ${guid}`.execute(handle);
  const [row] = rows;
  if (!row) throw archiveFault('GONE', 'the destination', 'it was deleted');
  const type = destinationTypes.find((one) => one.type === row.type);
  if (!type) throw archiveFault('GONE', `the destination "${row.name}"`, 'its type is not known here');
  const capacity = row.capacity === null ? undefined : Number(row.capacity);
  return type.open({ guid: row.guid, name: row.name, path: row.path, capacity });
}

/** Looks at a destination's room and keeps what was found, its fault too; a fault is thrown on. */
export async function lookAtDestination(
  parts: Pick<DataParts, 'store' | 'destinationTypes'>,
  guid: string,
): Promise<void> {
  const keep = (used: number | null, available: number | null, fault: string | null): Promise<unknown> =>
    sql`
      update backup.destination set checked_at = now(), fault = ${fault},
        total_used_space = coalesce(${used}::bigint, total_used_space), total_available_space = coalesce(${available}::bigint, total_available_space)
      where guid = ${guid}`.execute(parts.store.sql);
  try {
    const destination = await openDestination(parts.store.sql, parts, guid);
    const { used, available } = await destination.space();
    await keep(used, available, null);
  } catch (error) {
    await keep(null, null, error instanceof Error ? error.message : 'It cannot be looked at.');
    throw error;
  }
}
