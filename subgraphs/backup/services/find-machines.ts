import { sql } from 'kysely';
import { isStorableText } from '../../kernel/database/storable.js';
import type { Sql } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { objectOf, selectionOf } from '../entities/column.js';
import { VirtualMachine } from '../entities/virtual-machine.js';
import { readGuid } from './guid.js';
import { wallOf } from './tenant-wall.js';

type Found = ReadonlyMap<string, VirtualMachine>;
type Row = Readonly<Record<string, unknown>>;

/** Virtual machines by GUID (lower case), in one statement however many. */
export async function machinesByGuid(handle: Sql, viewer: Viewer, guids: readonly string[]): Promise<Found> {
  const possible = guids.flatMap((guid) => readGuid(guid) ?? []);
  if (possible.length === 0) return new Map();
  const { rows } = await sql<Row>`
    select ${selectionOf(VirtualMachine, 'v')} from backup.virtual_machine v
    where v.guid = any(${possible}::uuid[]) and ${wallOf(viewer, 'v')}`.execute(handle);
  return new Map(rows.map((row) => [String(row['guid']), objectOf(VirtualMachine, row)]));
}

/** Virtual machines by the platform's id; of several one that is present, then the first that was found. */
export async function machinesByUuid(handle: Sql, viewer: Viewer, uuids: readonly string[]): Promise<Found> {
  const possible = uuids.filter(isStorableText);
  if (possible.length === 0) return new Map();
  const { rows } = await sql<Row>`
    select distinct on (v.uuid) ${selectionOf(VirtualMachine, 'v')} from backup.virtual_machine v
    where v.uuid = any(${possible}::text[]) and ${wallOf(viewer, 'v')}
    order by v.uuid, v.present desc, v.created_at, v.guid`.execute(handle);
  return new Map(rows.map((row) => [String(row['uuid']), objectOf(VirtualMachine, row)]));
}

/** Virtual machines by host name (the name where the platform tells none), letter case ignored; of several as by uuid. */
export async function machinesByHostName(
  handle: Sql,
  viewer: Viewer,
  names: readonly string[],
): Promise<Found> {
  const possible = names.filter(isStorableText);
  if (possible.length === 0) return new Map();
  const { rows } = await sql<Row & { wanted: string }>`
    select distinct on (w.name) w.name as wanted, ${selectionOf(VirtualMachine, 'v')}
    from unnest(${possible}::text[]) as w (name)
    join backup.virtual_machine v on lower(coalesce(v.host_name, v.name)) = lower(w.name)
    where ${wallOf(viewer, 'v')}
    order by w.name, v.present desc, v.created_at, v.guid`.execute(handle);
  return new Map(rows.map((row) => [row.wanted, objectOf(VirtualMachine, row)]));
}
