import assert from 'node:assert/strict';
import type { ChildOwner } from '../support/child.js';
import { ask, askWell } from '../support/graph-client.js';
import type {
  ExportWish,
  Named,
  Portal,
  PortalBackup,
  PortalMachine,
  PortalMachineDetail,
  PortalWork,
  ProtectionWish,
  SeenTask,
} from './portal.js';
import { watch, type LiveEvent } from './watcher.js';

interface GraphMachine extends Named {
  readonly uuid: string;
  readonly present: boolean;
  readonly lastBackupSize: number | string;
  readonly policy: { readonly name: string } | null;
  readonly backupUpToDate: boolean | null;
}

interface GraphTask {
  readonly guid: string;
  readonly workType: string;
  readonly state: string;
  readonly progress: number;
  readonly workflow: string;
  readonly statusInfo: string | null;
  readonly backup: { readonly guid: string } | null;
}

interface TaskEvent extends LiveEvent {
  readonly tasks: readonly GraphTask[];
}

interface BackupEvent extends LiveEvent {
  readonly backups: readonly PortalBackup[];
}

const patience = { withinMs: 60_000 };
const machineFields = 'guid uuid name present lastBackupSize policy { name } backupUpToDate';
const taskFields = 'guid workType state progress workflow statusInfo backup { guid }';

/** A portal that speaks GraphQL alone, with the token of its session; it follows work by subscribing. */
export class GraphPortal implements Portal {
  private token: string | undefined;

  constructor(
    private readonly owner: ChildOwner,
    private readonly url: string,
  ) {}

  async login(name: string, password: string): Promise<void> {
    const { data, errors } = await ask<{ login: { token: string } }>(
      { url: this.url },
      'mutation ($input: LoginInput!) { login(input: $input) { token } }',
      { input: { name, password } },
    );
    assert.deepEqual(errors, []);
    this.token = data?.login.token;
  }

  async machines(): Promise<readonly PortalMachine[]> {
    const { virtualMachines } = await this.ask<{ virtualMachines: { nodes: readonly GraphMachine[] } }>(
      `{ virtualMachines(orderBy: { field: NAME }, first: 100) { nodes { ${machineFields} } } }`,
    );
    return virtualMachines.nodes.map(machineOf);
  }

  async machine(guid: string): Promise<PortalMachineDetail> {
    const { virtualMachine } = await this.ask<{ virtualMachine: GraphMachine }>(
      `query ($guid: ID!) { virtualMachine(guid: $guid) { ${machineFields} } }`,
      { guid },
    );
    return {
      ...machineOf(virtualMachine),
      policy: virtualMachine.policy?.name ?? null,
      upToDate: virtualMachine.backupUpToDate,
    };
  }

  async destinations(): Promise<readonly Named[]> {
    const { backupDestinations } = await this.ask<{ backupDestinations: { nodes: readonly Named[] } }>(
      '{ backupDestinations { nodes { guid name } } }',
    );
    return backupDestinations.nodes;
  }

  async protect({ name, machine, destination }: ProtectionWish): Promise<{ policy: string; rule: string }> {
    const destinations = [{ destinationGuid: destination, roleType: 'PRIMARY' }];
    const { policy } = await this.make<{ policy: Named & { rules: readonly Named[] } }>(
      'createPolicy',
      { name, vmGuids: [machine], rules: [{ name, destinations }] },
      'policy { guid name rules { guid name } }',
    );
    return { policy: policy.guid, rule: policy.rules[0]?.guid ?? '' };
  }

  async export({ machine, destination, priority, notBefore }: ExportWish): Promise<PortalWork> {
    return this.begin('exportVirtualMachines', {
      virtualMachineGuids: [machine],
      backupType: 'FULL',
      backupDestinationGuid: destination,
      priority,
      windowStart: notBefore === undefined ? undefined : new Date(notBefore).toISOString(),
    });
  }

  async follow({ workflow, cursor }: PortalWork, type: string): Promise<readonly SeenTask[]> {
    const watcher = watch<TaskEvent>(
      this.owner,
      this.place,
      'taskEvents',
      `subscription ($workflow: ID, $after: EventCursor) {
        taskEvents(workflow: $workflow, after: $after) { cursor kind tasks { ${taskFields} } } }`,
      { workflow, after: cursor },
    );
    const isLast = ({ workType, state }: GraphTask): boolean =>
      state === 'FAILED' || (workType === type && state === 'FINISHED');
    const { tasks: ended } = await watcher.until(
      `${type} to end`,
      ({ tasks }) => tasks.some(isLast),
      patience,
    );
    const last = ended.find(isLast);
    assert.equal(last?.state, 'FINISHED', last?.statusInfo ?? '');
    await watcher.close();
    return watcher.events.flatMap(({ tasks }) =>
      tasks.map(({ guid, workType, state, progress }) => ({ guid, type: workType, state, progress })),
    );
  }

  async cancel(guid: string, why: string): Promise<string> {
    const { task } = await this.make<{ task: GraphTask }>(
      'cancelBackupTask',
      { guid, statusInfo: why },
      `task { ${taskFields} }`,
    );
    return task.state;
  }

  /** The first event of the subscription is the present state, so a portal that follows backups needs no list. */
  async history(machine: string): Promise<readonly PortalBackup[]> {
    const watcher = watch<BackupEvent>(
      this.owner,
      this.place,
      'backupEvents',
      'subscription ($machine: ID) { backupEvents(virtualMachine: $machine) { cursor kind backups { guid status } } }',
      { machine },
    );
    const { kind, backups } = await watcher.until('the present state', () => true);
    assert.equal(kind, 'SNAPSHOT');
    await watcher.close();
    return backups;
  }

  async managerFor(backup: string): Promise<string> {
    const { hypervisorManagers } = await this.ask<{ hypervisorManagers: { nodes: readonly Named[] } }>(
      'query ($backup: ID!) { hypervisorManagers(filter: { backup: $backup }, first: 1) { nodes { guid name } } }',
      { backup },
    );
    return hypervisorManagers.nodes[0]?.guid ?? '';
  }

  async restore(backup: string, manager: string, name: string): Promise<PortalWork> {
    const wish = { mode: 'IMPORT', backupGuid: backup, hypervisorManagerGuid: manager, name };
    const { task, cursor } = await this.make<{ task: GraphTask; cursor: string }>(
      'restoreBackup',
      wish,
      `task { ${taskFields} } cursor`,
    );
    return workOf(task, cursor);
  }

  async readInventory(manager: string): Promise<void> {
    await this.follow(await this.begin('syncInventory', { managers: [manager] }), 'INDEX');
  }

  async schedule(name: string, hour: number, rule: string): Promise<string> {
    const { schedule } = await this.make<{ schedule: Named }>(
      'createSchedule',
      { name, hour, backupType: 'FULL', ruleGuids: [rule] },
      'schedule { guid name }',
    );
    return schedule.guid;
  }

  async fired(schedule: string): Promise<PortalWork> {
    const watcher = watch<TaskEvent>(
      this.owner,
      this.place,
      'taskEvents',
      `subscription ($about: TaskAboutInput) { taskEvents(about: $about) { cursor kind tasks { ${taskFields} } } }`,
      { about: { kind: 'Schedule', id: schedule } },
    );
    const { tasks } = await watcher.until(
      'the work of the schedule',
      ({ tasks: some }) => some.length > 0,
      patience,
    );
    await watcher.close();
    return workOf(tasks[0]!);
  }

  deleteBackup(backup: string): Promise<PortalWork> {
    return this.begin('deleteBackups', { guid: backup });
  }

  async deleteSchedule(guid: string): Promise<void> {
    await this.make('deleteSchedule', { guid }, 'guid');
  }

  async deletePolicy(guid: string): Promise<void> {
    await this.make('deletePolicy', { guid }, 'guid');
  }

  private get place(): { url: string; token: string | undefined } {
    return { url: this.url, token: this.token };
  }

  private ask<T>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<T> {
    return askWell(this.place, query, variables);
  }

  private async make<T>(name: string, input: object, fields: string): Promise<T> {
    const type = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}Input`;
    const { made } = await this.ask<{ made: T }>(
      `mutation ($input: ${type}!) { made: ${name}(input: $input) { ${fields} } }`,
      { input },
    );
    return made;
  }

  /** Asks for work that is one task. */
  private async begin(name: string, input: object): Promise<PortalWork> {
    const { tasks, cursor } = await this.make<{ tasks: readonly GraphTask[]; cursor: string }>(
      name,
      input,
      `tasks { ${taskFields} } cursor`,
    );
    const [task] = tasks;
    assert.ok(task && tasks.length === 1, JSON.stringify(tasks));
    return workOf(task, cursor);
  }
}

function machineOf({ guid, name, uuid, present, lastBackupSize }: GraphMachine): PortalMachine {
  return { guid, name, uuid, present, backedUp: Number(lastBackupSize) > 0 };
}

function workOf({ guid, workType, workflow, backup }: GraphTask, cursor?: string): PortalWork {
  const work = { task: guid, type: workType, workflow, backup: backup?.guid ?? null };
  return cursor === undefined ? work : { ...work, cursor };
}
