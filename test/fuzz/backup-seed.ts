import { join } from 'node:path';
import { waitFor } from '../support/wait-for.js';
import type { Ask } from './graphql-seed.js';

/** GUIDs of what was put into the backup subgraph, by its kind. */
export type SeededBackups = Readonly<
  Record<
    | 'manager'
    | 'machine'
    | 'disk'
    | 'destination'
    | 'policy'
    | 'rule'
    | 'schedule'
    | 'backup'
    | 'location'
    | 'file'
    | 'task'
    | 'workflow'
    | 'mounted',
    string
  >
>;

const settings = { machines: 2, projects: 1, disks: 1, diskSize: 65_536, filled: 4096 };
const withinMs = 60_000;

/** Two made-up machines, one with a policy, a rule, a schedule, a backup in a folder and a mount of it. */
export async function seedBackups(ask: Ask, folder: string): Promise<SeededBackups> {
  const make = async <T>(name: string, input: object, fields: string): Promise<T> => {
    const type = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}Input`;
    const { made } = await ask(
      `mutation ($input: ${type}!) { made: ${name}(input: $input) { ${fields} } }`,
      input,
    );
    return made as T;
  };
  const { manager } = await make<{ manager: Guid }>(
    'createHypervisorManager',
    { name: 'lab', driver: 'simulated', url: 'simulated://lab', syncInterval: 0, settings },
    'manager { guid }',
  );
  const { destination } = await make<{ destination: Guid }>(
    'createBackupDestination',
    { name: 'shelf', path: join(folder, 'shelf'), isDefault: true },
    'destination { guid }',
  );
  const machine = await waitFor('the machines', () => firstMachine(ask), { withinMs });
  const { schedule } = await make<{ schedule: Guid }>(
    'createSchedule',
    { name: 'nightly', hour: 0, active: false },
    'schedule { guid }',
  );
  const { policy } = await make<{ policy: Guid & { rules: readonly Guid[] } }>(
    'createPolicy',
    {
      name: 'gold',
      vmGuids: [machine.guid],
      rules: [
        {
          name: 'Default',
          scheduleGuids: [schedule.guid],
          destinations: [{ destinationGuid: destination.guid, roleType: 'PRIMARY' }],
        },
      ],
    },
    'policy { guid rules { guid } }',
  );
  const { tasks } = await make<{ tasks: readonly (Guid & { workflow: string; backup: Guid })[] }>(
    'exportVirtualMachines',
    { virtualMachineGuids: [machine.guid], backupType: 'FULL' },
    'tasks { guid workflow backup { guid } }',
  );
  const backup = tasks[0]?.backup.guid ?? '';
  await waitFor('the backup', async () => (await backupOf(ask, backup)).status === 'SUCCESS', { withinMs });
  await make('restoreBackup', { mode: 'MOUNT', backupGuid: backup }, 'task { guid }');
  const mounted = await waitFor('the mount', () => firstMounted(ask), { withinMs });
  const { locations, files } = await backupOf(ask, backup);
  return {
    manager: manager.guid,
    machine: machine.guid,
    disk: machine.disks[0]?.guid ?? '',
    destination: destination.guid,
    policy: policy.guid,
    rule: policy.rules[0]?.guid ?? '',
    schedule: schedule.guid,
    backup,
    location: locations[0]?.guid ?? '',
    file: files[0]?.guid ?? '',
    task: tasks[0]?.guid ?? '',
    workflow: tasks[0]?.workflow ?? '',
    mounted: mounted.guid,
  };
}

interface Guid {
  readonly guid: string;
}

async function firstMachine(ask: Ask): Promise<(Guid & { readonly disks: readonly Guid[] }) | undefined> {
  const { virtualMachines } = await ask('{ virtualMachines { nodes { guid disks { guid } } } }');
  return (virtualMachines as { nodes: readonly (Guid & { disks: readonly Guid[] })[] }).nodes[0];
}

async function firstMounted(ask: Ask): Promise<Guid | undefined> {
  const { mountedBackups } = await ask('{ mountedBackups { nodes { guid } } }');
  return (mountedBackups as { nodes: readonly Guid[] }).nodes[0];
}

interface SeenBackup {
  readonly status: string;
  readonly locations: readonly Guid[];
  readonly files: readonly Guid[];
}

async function backupOf(ask: Ask, guid: string): Promise<SeenBackup> {
  const { backup } = await ask(`{ backup(guid: "${guid}") { status locations { guid } files { guid } } }`);
  return backup as SeenBackup;
}
