import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { backupFault, invalid } from './backup-fault.js';
import { readGuid } from './guid.js';
import { missing } from './read-values.js';
import type { Origin, RequestedMachine } from './request-export.js';
import { wallOf } from './tenant-wall.js';

/** A machine that work is asked for, with what the defaults are read from. */
export interface AskedMachine extends RequestedMachine {
  readonly policyGuid: string | null;
  readonly present: boolean;
}

const mostMachines = 10_000;

/**
 * The machines of a request in its order, duplicates collapsed. VALIDATION when there is none,
 * REFERENCE_NOT_FOUND for one the viewer may not see, ENTITY_NOT_PRESENT for one that vanished.
 */
export async function askedMachines(
  tx: Tx,
  viewer: Viewer,
  guids: readonly string[],
): Promise<AskedMachine[]> {
  const wanted = [...new Set(guids.map((guid) => guid.toLowerCase()))];
  if (wanted.length === 0 || wanted.length > mostMachines)
    throw invalid('virtualMachineGuids', `a list of 1 to ${mostMachines} machines`);
  const { rows } = await sql<AskedMachine>`
    select v.guid, v.name, v.tenant_id as "tenantId", v.manager_guid as "managerGuid", v.hypervisor_guid as "hypervisorGuid",
      v.policy_guid as "policyGuid", v.present
    from backup.virtual_machine v
    where v.guid = any(${wanted.flatMap((guid) => readGuid(guid) ?? [])}::uuid[]) and ${wallOf(viewer, 'v')}
    for share of v`.execute(tx.sql);
  const found = new Map(rows.map((row) => [row.guid, row]));
  return wanted.map((guid) => {
    const machine = found.get(guid);
    if (!machine) throw missing('virtual machine', 'virtualMachineGuids', guid);
    if (!machine.present)
      throw backupFault(
        'ENTITY_NOT_PRESENT',
        `The virtual machine ${machine.name} is not there any more.`,
        'virtualMachineGuids',
      );
    return machine;
  });
}

/** A viewer as who asked. */
export function originOf(viewer: Viewer): Origin {
  return { type: 'USER', guid: viewer.accountId, name: viewer.userName };
}
