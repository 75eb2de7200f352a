import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import { backupFault } from './backup-fault.js';

/** A disk that is to be exported. */
export interface PlannedDisk {
  readonly guid: string;
  readonly uuid: string;
  readonly name: string;
  readonly position: number;
  readonly size: number;
  readonly storageUuid: string | null;
}

/** What an export needs to know of the backup it makes and of the machine. */
export interface ExportPlan {
  readonly backupGuid: string;
  readonly machine: { readonly guid: string; readonly uuid: string; readonly name: string };
  readonly managerGuid: string;
  readonly quiesce: boolean;
  readonly requestedType: string;
  readonly ruleGuid: string | null;
  readonly destinations: readonly string[];
  readonly disks: readonly PlannedDisk[];
  /** Names of disks that are left out because the platform cannot read them. */
  readonly unsupported: readonly string[];
  /** Whether an active schedule of the machine's policy makes incrementals; else why not. */
  readonly keepsSnapshots: 'YES' | 'NO_POLICY' | 'MISSING_INCREMENTAL_SCHEDULER';
  /** The machine as it is, for its rebirth. */
  readonly config: Readonly<Record<string, unknown>>;
}

interface PlanRow {
  readonly backup_guid: string;
  readonly vm_guid: string;
  readonly uuid: string;
  readonly name: string;
  readonly manager_guid: string;
  readonly present: boolean;
  readonly quiesce: boolean;
  readonly requested_type: string;
  readonly rule_guid: string | null;
  readonly policy_guid: string | null;
  readonly incremental_schedule: boolean;
  readonly destinations: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
}

interface DiskRow {
  readonly guid: string;
  readonly uuid: string;
  readonly name: string;
  readonly position: number;
  readonly size: string | number;
  readonly storage_uuid: string | null;
  readonly supported: boolean;
}

/** Reads what the export of a backup is to do, in two statements. ENTITY_NOT_PRESENT when the machine is gone. */
export async function exportPlan(handle: Sql, backupGuid: string): Promise<ExportPlan> {
  const { rows } = await sql<PlanRow>`
    select b.guid as backup_guid, v.guid as vm_guid, v.uuid, v.name, v.manager_guid, v.present, b.requested_type, b.rule_guid,
      v.policy_guid, v.quiesce_before_snapshot or coalesce(p.quiesce_before_snapshot, false) as quiesce,
      exists (select from backup.rule r join backup.rule_schedule rs on rs.rule_guid = r.guid
        join backup.schedule s on s.guid = rs.schedule_guid
        where r.policy_guid = v.policy_guid and p.active and r.active and s.active and s.backup_type = 'INCREMENTAL') as incremental_schedule,
      array(select l.destination_guid::text from backup.backup_location l
        where l.backup_guid = b.guid and l.destination_guid is not null and l.status = 'IN_PROGRESS') as destinations,
      jsonb_build_object('name', v.name, 'uuid', v.uuid, 'tags', to_jsonb(v.tags), 'hostName', v.host_name, 'addresses', to_jsonb(v.addresses),
        'project', (select pr.uuid from backup.project pr where pr.guid = v.project_guid),
        'cluster', (select c.uuid from backup.hypervisor_cluster c where c.guid = v.cluster_guid),
        'flavor', (select f.uuid from backup.flavor f where f.guid = v.flavor_guid),
        'networks', coalesce((select jsonb_agg(n.uuid order by i.position) from backup.network_interface i
          join backup.network n on n.guid = i.network_guid where i.vm_guid = v.guid), '[]')) as config
    from backup.backup b join backup.virtual_machine v on v.guid = b.vm_guid
    left join backup.policy p on p.guid = v.policy_guid
    where b.guid = ${backupGuid}`.execute(handle);
  const [row] = rows;
  if (!row?.present) throw backupFault('ENTITY_NOT_PRESENT', 'The machine is no longer on its platform.');
  const disks = await disksOf(handle, row.vm_guid);
  return {
    backupGuid,
    machine: { guid: row.vm_guid, uuid: row.uuid, name: row.name },
    managerGuid: row.manager_guid,
    quiesce: row.quiesce,
    requestedType: row.requested_type,
    ruleGuid: row.rule_guid,
    destinations: row.destinations,
    disks: disks.filter(({ supported }) => supported).map(plannedOf),
    unsupported: disks.filter(({ supported }) => !supported).map(({ name }) => name),
    keepsSnapshots: keepsSnapshots(row),
    config: row.config,
  };
}

async function disksOf(handle: Sql, machine: string): Promise<readonly DiskRow[]> {
  const { rows } = await sql<DiskRow>`
    select d.guid, d.uuid, d.name, d.position, d.size, d.supported, s.uuid as storage_uuid
    from backup.virtual_disk d left join backup.hypervisor_storage s on s.guid = d.storage_guid
    where d.vm_guid = ${machine} and d.present and not d.excluded_from_backup order by d.position, d.guid`.execute(
    handle,
  );
  return rows;
}

function plannedOf({ guid, uuid, name, size, storage_uuid }: DiskRow, position: number): PlannedDisk {
  return { guid, uuid, name, position, size: Number(size), storageUuid: storage_uuid };
}

function keepsSnapshots(row: PlanRow): ExportPlan['keepsSnapshots'] {
  if (row.incremental_schedule) return 'YES';
  return row.policy_guid === null ? 'NO_POLICY' : 'MISSING_INCREMENTAL_SCHEDULER';
}
