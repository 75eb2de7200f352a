import type { DemoGraph, DemoTask } from './demo-graph.js';
import type { DemoMachine } from './demo-machines.js';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const shelf = 'Demo shelf';

/** Who is backed up how often, by places in the list of machines. The last machines have no policy at all. */
const policies = [
  { name: 'Demo gold', everyMs: 3 * minuteMs, from: 0, to: 5 },
  { name: 'Demo silver', everyMs: 10 * minuteMs, from: 5, to: 9 },
  { name: 'Demo unscheduled', everyMs: undefined, from: 9, to: 10 },
] as const;

const listed = `query DemoProtection {
  backupDestinations(first: 100) { nodes { guid name } }
  schedules(first: 100) { nodes { guid name } }
  policies(first: 100) { nodes { guid name } }
}`;

interface Named {
  readonly guid: string;
  readonly name: string;
}

interface Listed {
  readonly backupDestinations: { readonly nodes: readonly Named[] };
  readonly schedules: { readonly nodes: readonly Named[] };
  readonly policies: { readonly nodes: readonly Named[] };
}

/** Gives the machines a place for their backups, policies and schedules. `folder` is where the data go. */
export async function makeProtection(
  graph: DemoGraph,
  machines: readonly DemoMachine[],
  folder: string,
): Promise<void> {
  const there = await graph.ask<Listed>(listed);
  const destinationGuid = guidOf(there.backupDestinations, shelf) ?? (await makeShelf(graph, folder));
  for (const policy of policies) {
    if (guidOf(there.policies, policy.name) !== undefined) continue;
    const vmGuids = machines.slice(policy.from, policy.to).map(({ guid }) => guid);
    const kept = { keepLastFull: 2, keepFullNewer: 0, keepLastIncremental: 2, keepIncrementalNewer: 0 };
    const { everyMs } = policy;
    const scheduleGuids =
      everyMs === undefined
        ? []
        : [guidOf(there.schedules, policy.name) ?? (await makeSchedule(graph, policy.name, everyMs))];
    const rules = [{ name: policy.name, scheduleGuids, destinations: [{ destinationGuid, ...kept }] }];
    await graph.ask(
      `mutation DemoPolicy($input: CreatePolicyInput!) { createPolicy(input: $input) { policy { guid } } }`,
      { input: { name: policy.name, vmGuids, rules } },
    );
    // The first backup of each does not wait for the schedule.
    if (everyMs !== undefined)
      await graph.ask(
        `mutation DemoBackUp($input: ExportVirtualMachinesInput!) { exportVirtualMachines(input: $input) { tasks { guid } } }`,
        { input: { virtualMachineGuids: vmGuids } },
      );
  }
}

async function makeShelf(graph: DemoGraph, path: string): Promise<string> {
  const { createBackupDestination } = await graph.ask<{ createBackupDestination: { destination: Named } }>(
    `mutation DemoShelf($input: CreateBackupDestinationInput!) { createBackupDestination(input: $input) { destination { guid name } } }`,
    { input: { name: shelf, path, description: 'Backups of the demo', isDefault: true } },
  );
  return createBackupDestination.destination.guid;
}

async function makeSchedule(graph: DemoGraph, name: string, frequency: number): Promise<string> {
  const { createSchedule } = await graph.ask<{ createSchedule: { schedule: Named } }>(
    `mutation DemoSchedule($input: CreateScheduleInput!) { createSchedule(input: $input) { schedule { guid name } } }`,
    {
      input: {
        name,
        executionType: 'INTERVAL',
        interval: { startHour: 0, endHour: dayMs - minuteMs, frequency },
        startWindowLength: frequency - minuteMs / 2,
      },
    },
  );
  return createSchedule.schedule.guid;
}

/** Deletes policies, schedules, the backups they made and their place. */
export async function removeProtection(graph: DemoGraph): Promise<number> {
  const there = await graph.ask<Listed>(listed);
  const names = new Set<string>(policies.map(({ name }) => name));
  const gone = there.policies.nodes.filter(({ name }) => names.has(name));
  for (const { guid } of gone)
    await graph.ask(`mutation ($input: DeletePolicyInput!) { deletePolicy(input: $input) { guid } }`, {
      input: { guid },
    });
  for (const { guid } of there.schedules.nodes.filter(({ name }) => names.has(name)))
    await graph.ask(`mutation ($input: DeleteScheduleInput!) { deleteSchedule(input: $input) { guid } }`, {
      input: { guid },
    });
  const destination = guidOf(there.backupDestinations, shelf);
  if (destination !== undefined) await removeShelf(graph, destination);
  return gone.length;
}

/** A place is forgotten only when it is empty, so whatever still writes to it is ended first. */
async function removeShelf(graph: DemoGraph, destination: string): Promise<void> {
  await cancelWork(graph);
  for (;;) {
    const { backups } = await graph.ask<{ backups: { nodes: readonly { guid: string }[] } }>(
      `query DemoBackups($filter: BackupFilter) { backups(first: 100, filter: $filter) { nodes { guid } } }`,
      { filter: { destinations: [destination], statuses: ['SUCCESS', 'PARTIAL_SUCCESS'] } },
    );
    if (backups.nodes.length === 0) break;
    const tasks: DemoTask[] = [];
    for (const { guid } of backups.nodes) {
      const { deleteBackups } = await graph.ask<{ deleteBackups: { tasks: readonly DemoTask[] } }>(
        `mutation DemoDeleteBackup($input: DeleteBackupsInput!) { deleteBackups(input: $input) { tasks { guid } } }`,
        { input: { guid } },
      );
      tasks.push(...deleteBackups.tasks);
    }
    await graph.ended(tasks);
  }
  await graph.ask(
    `mutation DemoDeleteShelf($input: BackupDestinationInput!) { deleteBackupDestination(input: $input) { guid } }`,
    { input: { guid: destination } },
  );
}

async function cancelWork(graph: DemoGraph): Promise<void> {
  const { tasks } = await graph.ask<{ tasks: { nodes: readonly (DemoTask & { type: string })[] } }>(
    'query DemoWork { tasks(first: 200, filter: { states: [QUEUED, RUNNING] }) { nodes { guid type } } }',
  );
  const writing = tasks.nodes.filter(({ type }) => /^backup\.vm\.(export|store)$/.test(type));
  for (const { guid } of writing)
    await graph
      .ask(`mutation DemoCancel($input: CancelTaskInput!) { cancelTask(input: $input) { task { guid } } }`, {
        input: { guid },
      })
      .catch(() => undefined);
  await graph.ended(writing);
}

function guidOf({ nodes }: { readonly nodes: readonly Named[] }, name: string): string | undefined {
  return nodes.find((one) => one.name === name)?.guid;
}
