import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';
import type { TenantHouse } from './tenant-house.js';

/** Gives what a reference is to be: a thing of another tenant, or nothing there is. */
export type Aim = (table: string) => string;

type Field = GraphQLField<unknown, unknown>;

/** A thing of a tenant by its table, or one all tenants know by what the scenario kept it as. */
type Target = { readonly table: string } | { readonly kept: string };

/** What a reference of this name is to. */
const references: Readonly<Record<string, Target>> = {
  vmGuids: { table: 'virtual_machine' },
  virtualMachine: { table: 'virtual_machine' },
  virtualMachines: { table: 'virtual_machine' },
  virtualMachineGuid: { table: 'virtual_machine' },
  virtualMachineGuids: { table: 'virtual_machine' },
  usableFor: { table: 'virtual_machine' },
  policies: { table: 'policy' },
  policyGuid: { table: 'policy' },
  policyGuids: { table: 'policy' },
  snapshotPolicies: { table: 'policy' },
  snapshotPolicyGuid: { table: 'policy' },
  rules: { table: 'rule' },
  ruleGuid: { table: 'rule' },
  ruleGuids: { table: 'rule' },
  schedules: { table: 'schedule' },
  scheduleGuids: { table: 'schedule' },
  credentialGuid: { table: 'credential' },
  mailingListGuid: { table: 'mailing_list' },
  projects: { table: 'project' },
  projectGuids: { table: 'project' },
  backup: { table: 'backup' },
  backups: { table: 'backup' },
  backupGuid: { table: 'backup' },
  parents: { table: 'backup' },
  roots: { table: 'backup' },
  locationGuid: { table: 'backup_location' },
  backupLocationGuid: { table: 'backup_location' },
  backupFileGuid: { table: 'backup_file' },
  backupFileGuids: { table: 'backup_file' },
  fileSystemGuid: { table: 'file_system' },
  networkInterfaceGuid: { table: 'network_interface' },
  mountedBackupGuid: { table: 'mounted_backup' },
  snapshotGuid: { table: 'snapshot' },
  restoreJobs: { table: 'restore_job' },
  workflow: { table: 'workflow' },
  workflows: { table: 'workflow' },
  destinations: { kept: 'destination' },
  destinationGuid: { kept: 'destination' },
  destinationGuids: { kept: 'destination' },
  backupDestinationGuid: { kept: 'destination' },
  backupDestinations: { kept: 'destination' },
  hypervisors: { kept: 'hypervisor' },
  hypervisorGuid: { kept: 'hypervisor' },
  managers: { kept: 'manager' },
  hypervisorManagers: { kept: 'manager' },
  hypervisorManagerGuid: { kept: 'manager' },
  clusters: { kept: 'cluster' },
  clusterGuids: { kept: 'cluster' },
  flavorGuid: { kept: 'flavor' },
  networkGuid: { kept: 'network' },
  nodes: { kept: 'node' },
  nodeGuid: { kept: 'node' },
  storageUuid: { kept: 'storage' },
  baseImageUuid: { kept: 'image' },
  clusterUuid: { kept: 'cluster' },
};

/** What the platform's ids are of. */
const uuids: Readonly<Record<string, Target>> = {
  virtualMachine: { table: 'virtual_machine.uuid' },
  virtualMachines: { table: 'virtual_machine.uuid' },
  projects: { table: 'project.uuid' },
  hypervisorClusters: { kept: 'uuid' },
  hypervisors: { kept: 'uuid' },
  hypervisorStorages: { kept: 'uuid' },
  networks: { kept: 'uuid' },
  flavors: { kept: 'uuid' },
};

/** What `guid` is of, by the word the field's name ends with. */
const nouns: readonly (readonly [RegExp, Target])[] = [
  [/BackupDestinations?$|^RemoveOldBackups/i, { kept: 'destination' }],
  [/HypervisorManagers?$/i, { kept: 'manager' }],
  [/HypervisorStorages$|Hypervisors$|HypervisorClusters$|Networks$|Flavors$|Projects$/i, { kept: 'manager' }],
  [/BackupNodes?$/i, { kept: 'node' }],
  [/MailingLists?$/i, { table: 'mailing_list' }],
  [/Credentials?$/i, { table: 'credential' }],
  [/AutoAssignment\w*$|Polic(?:y|ies)$/i, { table: 'policy' }],
  [/Rules?$/i, { table: 'rule' }],
  [/Schedules?$/i, { table: 'schedule' }],
  [/BackupLocations?$/i, { table: 'backup_location' }],
  [/MountedFileSystem$/i, { table: 'mounted_file_system' }],
  [/MountedBackups?$/i, { table: 'mounted_backup' }],
  [/RestoreJobs?$/i, { table: 'restore_job' }],
  [/Snapshots?$/i, { table: 'snapshot' }],
  [/DiskExcluded$/i, { table: 'virtual_disk' }],
  [/Tasks?$/i, { table: 'task' }],
  [/Workflows?$/i, { table: 'workflow' }],
  [/VirtualMachines?$/i, { table: 'virtual_machine' }],
  [/Backups?$|Warnings$/i, { table: 'backup' }],
];

const texts: Readonly<Record<string, string>> = { DateTime: '2099-01-01T00:00:00.000Z' };

/** Members of inputs that are needed though the schema does not say so. */
const needed = new Set(['PolicyRuleInput.name']);

/** What a call needs besides references to be understood at all. */
const rest: Readonly<Record<string, (house: TenantHouse, path: readonly string[]) => object>> = {
  createSchedule: () => ({ hour: 0 }),
  previewSchedule: () => ({ hour: 0 }),
  markBackups: () => ({ preview: true }),
  restoreBackup: (house, path) => ({
    mode: path.some((name) => /^(fileSystem|backupFileGuids)/.test(name)) ? 'MOUNT' : 'IMPORT',
    ...(path.includes('backupLocationGuid') ? {} : { backupGuid: house.own('backup') }),
    ...(path.includes('hypervisorGuid') ? {} : { hypervisorManagerGuid: house.kept.get('manager') }),
    windowStart: texts['DateTime'],
  }),
  createHypervisorManager: () => ({ driver: 'simulated', url: 'simulated://spy', settings: {} }),
  createMailingList: () => ({ recipients: [] }),
  createBackupDestination: () => ({ path: '/nowhere/spy' }),
  exportVirtualMachines: () => ({ windowStart: texts['DateTime'] }),
};

/** A call with one reference aimed; the others it needs are to things of the caller's own. */
export interface AimedCall {
  /** The field and the path of what is aimed. */
  readonly told: string;
  /** Whether what is aimed at belongs to a tenant. */
  readonly walled: boolean;
  readonly args: (aim: Aim) => Readonly<Record<string, unknown>>;
}

/** One call for every reference a root field takes, at any depth, each with what it needs besides. */
export function aimedCalls(house: TenantHouse, field: Field): readonly AimedCall[] {
  const paths = field.args.flatMap(({ name, type }) => idPaths(name, type));
  const calls = paths.map((path) => ({
    told: `${field.name} by ${path.join('.')}`,
    walled: 'table' in targetOf(field.name, path.at(-1) ?? ''),
    args: (aim: Aim) => valuesOf(house, field, path, aim),
  }));
  return calls.length > 0
    ? calls
    : [{ told: field.name, walled: false, args: (aim: Aim) => valuesOf(house, field, [], aim) }];
}

function idPaths(name: string, type: GraphQLInputType, depth = 0): string[][] {
  const named = getNamedType(type);
  if (named.name === 'ID') return [[name]];
  if (!isInputObjectType(named) || depth > 3) return [];
  return Object.values(named.getFields()).flatMap((member) =>
    idPaths(member.name, member.type, depth + 1).map((path) => [name, ...path]),
  );
}

function valuesOf(
  house: TenantHouse,
  field: Field,
  path: readonly string[],
  aim: Aim,
): Readonly<Record<string, unknown>> {
  const value = (name: string, type: GraphQLInputType, wanted: readonly string[] | undefined): unknown => {
    const bare = getNullableType(type);
    if (isListType(bare)) return [value(name, bare.ofType as GraphQLInputType, wanted)];
    if (isInputObjectType(bare)) return membersOf(Object.values(bare.getFields()), wanted, bare.name);
    if (isEnumType(bare)) return bare.getValues()[0]?.name;
    if (bare.name === 'ID') return guidOf(house, field.name, name, wanted ? aim : house.own);
    const samples: Readonly<Record<string, unknown>> = { Int: 1, Long: 1, Boolean: false, JSON: {} };
    return samples[bare.name] ?? texts[bare.name] ?? `spy ${crypto.randomUUID()}`;
  };
  const membersOf = (
    members: readonly { readonly name: string; readonly type: GraphQLInputType }[],
    wanted: readonly string[] | undefined,
    of = '',
  ): Record<string, unknown> =>
    Object.fromEntries(
      members
        .filter(
          ({ name, type }) => isNonNullType(type) || name === wanted?.[0] || needed.has(`${of}.${name}`),
        )
        .map(({ name, type }) => [
          name,
          value(name, type, name === wanted?.[0] ? wanted.slice(1) : undefined),
        ]),
    );
  const made = membersOf(field.args, path);
  const besides = rest[field.name]?.(house, path);
  if (besides === undefined) return made;
  const input = made['input'] as Readonly<Record<string, unknown>>;
  const [, aimed = ''] = path;
  return { ...made, input: { ...input, ...besides, ...(aimed in input ? { [aimed]: input[aimed] } : {}) } };
}

function guidOf(house: TenantHouse, field: string, name: string, aim: Aim): string {
  const target = targetOf(field, name);
  return 'kept' in target ? (house.kept.get(target.kept) ?? crypto.randomUUID()) : aim(target.table);
}

function targetOf(field: string, name: string): Target {
  const target = /^guids?$/.test(name)
    ? nouns.find(([pattern]) => pattern.test(field))?.[1]
    : /^uuids?$/.test(name)
      ? uuids[field]
      : references[name];
  if (!target) throw new Error(`Say in aimed-calls.ts what "${name}" of ${field} is a reference to.`);
  return target;
}
