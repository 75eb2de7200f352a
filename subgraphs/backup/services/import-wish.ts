import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import type { MachineWish } from '../drivers/driver.js';
import { backupFault } from './backup-fault.js';
import type { RestoreSource } from './restore-source.js';
import type { WishedDisk } from './wished-disks.js';
import type { RestoreInput, WorkFacts } from './work-contract.js';

/** The machine an import makes, and where. */
export interface ImportWish {
  readonly managerGuid: string;
  readonly machine: Omit<MachineWish, 'key'>;
  /** Name of the data center that was wished for and is not there; undefined when there is none such. */
  readonly unknownDataCenter: string | undefined;
}

interface PlaceRow {
  readonly manager_guid: string | null;
  readonly same: boolean;
  readonly project: string | null;
  readonly flavor: string | null;
  readonly center: string | null;
  readonly networks: readonly string[];
}

/** Puts a wish into the platform's own ids; what was not wished for is as it was, on the manager it was on. */
export async function importWish(
  handle: Sql,
  { manifest, backupGuid }: RestoreSource,
  disks: readonly WishedDisk[],
  input: RestoreInput,
  facts: Pick<WorkFacts, 'managerGuid'>,
): Promise<ImportWish> {
  const center = input.dataCenter ?? null;
  const networks = (input.networks ?? []).flatMap(({ networkGuid }) => networkGuid ?? []);
  const { rows } = await sql<PlaceRow>`
    with own as (select v.manager_guid from backup.backup b join backup.virtual_machine v on v.guid = b.vm_guid where b.guid = ${backupGuid}),
    target as (select coalesce(${input.managerGuid ?? null}::uuid, (select h.manager_guid from backup.hypervisor h
      where h.guid = ${input.hypervisorGuid ?? null}::uuid), ${facts.managerGuid}::uuid, (select manager_guid from own)) as guid)
    select t.guid as manager_guid, coalesce(t.guid = (select manager_guid from own), false) as same,
      (select p.uuid from backup.project p where p.manager_guid = t.guid and (p.uuid = ${input.project ?? null} or p.name = ${input.project ?? null})
        order by p.uuid <> ${input.project ?? null}, p.guid limit 1) as project,
      (select f.uuid from backup.flavor f where f.guid = ${input.flavorGuid ?? null}::uuid and f.manager_guid = t.guid) as flavor,
      (select c.uuid from backup.hypervisor_cluster c where c.manager_guid = t.guid and (c.uuid = ${center} or c.name = ${center})
        order by c.uuid <> ${center}, c.guid limit 1) as center,
      array(select n.uuid from unnest(${networks}::uuid[]) with ordinality as w(guid, place)
        join backup.network n on n.guid = w.guid and n.manager_guid = t.guid order by w.place) as networks
    from target t`.execute(handle);
  const [row] = rows;
  if (row?.manager_guid == null)
    throw backupFault('REFERENCE_NOT_FOUND', 'There is no hypervisor manager to import to.');
  if (input.project !== undefined && row.project === null)
    throw backupFault('REFERENCE_NOT_FOUND', 'The hypervisor manager has no such project.', 'project');
  const was = (name: string): string | undefined => {
    const value = row.same ? manifest.config[name] : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const were = row.same && Array.isArray(manifest.config['networks']) ? manifest.config['networks'] : [];
  const storageOf = ({ disk, storageUuid }: WishedDisk): string | undefined => {
    const before = row.same ? (disk.storageUuid ?? undefined) : undefined;
    const common =
      input.originalStorages === true ? (before ?? input.storageUuid) : (input.storageUuid ?? before);
    return storageUuid ?? common;
  };
  return {
    managerGuid: row.manager_guid,
    unknownDataCenter: row.center === null ? input.dataCenter : undefined,
    machine: {
      name: input.name ?? manifest.machine.name,
      networkUuids: input.networks === undefined ? were.map(String) : row.networks,
      clusterUuid: input.clusterUuid ?? row.center ?? was('cluster'),
      projectUuid: row.project ?? was('project'),
      flavorUuid: row.flavor ?? was('flavor'),
      imageUuid: input.baseImageUuid,
      disks: disks.map((wished) => ({
        name: wished.name,
        size: wished.disk.size,
        storageUuid: storageOf(wished),
        format: input.diskFormat,
      })),
    },
  };
}
