import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { backupFault } from './backup-fault.js';
import { readGuid } from './guid.js';
import { missing } from './read-values.js';
import { wallOf } from './tenant-wall.js';

/** What a restore goes to, as it is asked for. */
export interface TargetWish {
  readonly hypervisorGuid?: string | null | undefined;
  readonly hypervisorManagerGuid?: string | null | undefined;
  readonly virtualMachineGuid?: string | null | undefined;
  readonly nodeGuid?: string | null | undefined;
  readonly flavorGuid?: string | null | undefined;
}

/** The same, found. */
export interface Targets {
  readonly hypervisorGuid: string | null;
  readonly managerGuid: string | null;
  readonly machine: { readonly guid: string; readonly name: string } | null;
  readonly node: { readonly guid: string; readonly name: string } | null;
}

interface Row {
  readonly guid: string;
  readonly name: string;
  readonly managerGuid?: string;
}

/** What a restore goes to. VALIDATION unless exactly one of hypervisor and manager is named where one is needed, REFERENCE_NOT_FOUND for what is not there. */
export async function restoreTargets(
  tx: Tx,
  viewer: Viewer,
  wish: TargetWish,
  needsManager: boolean,
): Promise<Targets> {
  const { hypervisorGuid, hypervisorManagerGuid, virtualMachineGuid, nodeGuid, flavorGuid } = wish;
  if (needsManager && (hypervisorGuid == null) === (hypervisorManagerGuid == null))
    throw backupFault(
      'VALIDATION',
      'Name exactly one of a hypervisor and a hypervisor manager.',
      'hypervisorManagerGuid',
    );
  const hypervisor = await find(
    tx,
    hypervisorGuid,
    'hypervisor',
    'hypervisorGuid',
    sql`
    select h.guid, h.name, h.manager_guid as "managerGuid" from backup.hypervisor h where`,
  );
  const manager = await find(
    tx,
    hypervisorManagerGuid,
    'hypervisor manager',
    'hypervisorManagerGuid',
    sql`
    select h.guid, h.name from backup.hypervisor_manager h where`,
  );
  await find(tx, flavorGuid, 'flavor', 'flavorGuid', sql`select h.guid, h.name from backup.flavor h where`);
  return {
    hypervisorGuid: hypervisor?.guid ?? null,
    managerGuid: manager?.guid ?? hypervisor?.managerGuid ?? null,
    machine: await find(
      tx,
      virtualMachineGuid,
      'virtual machine',
      'virtualMachineGuid',
      sql`
      select h.guid, h.name from backup.virtual_machine h where ${wallOf(viewer, 'h')} and`,
    ),
    node: await find(
      tx,
      nodeGuid,
      'backup node',
      'nodeGuid',
      sql`select h.guid, h.name from backup.node h where`,
    ),
  };
}

async function find(
  tx: Tx,
  guid: string | null | undefined,
  what: string,
  field: string,
  select: RawBuilder<unknown>,
): Promise<Row | null> {
  if (guid == null || guid === '') return null;
  const { rows } = await sql<Row>`${select} h.guid = ${readGuid(guid) ?? null}::uuid`.execute(tx.sql);
  if (!rows[0]) throw missing(what, field, guid);
  return rows[0];
}
