import assert from 'node:assert/strict';
import { waitFor } from '../support/wait-for.js';
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

interface Enum {
  readonly name: string;
}

interface WireMachine extends Named {
  readonly uuid: string;
  readonly present: boolean;
  readonly lastSuccessfulBackupSize: number;
  readonly vmBackupPolicy?: Named;
  readonly backupUpToDate?: boolean;
}

interface WireTask {
  readonly guid: string;
  readonly type: Enum;
  readonly state: Enum;
  readonly progress: number;
  readonly backup?: Named;
  readonly workflowExecution: Named;
  readonly statusInfo?: string;
}

interface WireBackup {
  readonly guid: string;
  readonly status: Enum;
}

const patience = { withinMs: 60_000, everyMs: 100 };

/** A portal that speaks the vProtect API alone, with the cookie of its session; it follows work by asking again. */
export class RestPortal implements Portal {
  private cookie = '';

  constructor(private readonly url: string) {}

  async login(login: string, password: string): Promise<void> {
    const answer = await this.send('POST', '/session/login', { login, password });
    assert.equal(answer.status, 200, await answer.text());
    this.cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    assert.match(this.cookie, /^JSESSIONID=./);
  }

  async machines(): Promise<readonly PortalMachine[]> {
    return (await this.get<readonly WireMachine[]>('/virtual-machines?orderBy=name')).map(machineOf);
  }

  async machine(guid: string): Promise<PortalMachineDetail> {
    const machine = await this.get<WireMachine>(`/virtual-machines/${guid}`);
    return {
      ...machineOf(machine),
      policy: machine.vmBackupPolicy?.name ?? null,
      upToDate: machine.backupUpToDate ?? null,
    };
  }

  destinations(): Promise<readonly Named[]> {
    return this.get('/backup-destinations');
  }

  async protect({ name, machine, destination }: ProtectionWish): Promise<{ policy: string; rule: string }> {
    const policy = await this.call<Named>('POST', '/policies/vm-backup', { name, vms: [machine] }, 201);
    const wish = { name, policy: policy.guid, backupDestinations: [destination] };
    const rule = await this.call<Named>('POST', '/rules/vm-backup', wish, 201);
    return { policy: policy.guid, rule: rule.guid };
  }

  async export({ machine, destination, priority, notBefore }: ExportWish): Promise<PortalWork> {
    const tasks = await this.call<readonly WireTask[]>(
      'POST',
      '/tasks/export',
      {
        protectedEntities: [{ guid: machine }],
        backupType: { name: 'FULL' },
        ...(destination === undefined ? {} : { backupDestination: { guid: destination } }),
        priority,
        windowStart: notBefore,
      },
      201,
    );
    return onlyOne(tasks);
  }

  async follow({ workflow }: PortalWork, type: string): Promise<readonly SeenTask[]> {
    const seen: SeenTask[] = [];
    const last = await waitFor(
      `${type} to end`,
      async () => {
        const tasks = await this.get<readonly WireTask[]>(`/tasks?workflow-execution=${workflow}`);
        for (const { guid, type: kind, state, progress } of tasks.toReversed())
          seen.push({ guid, type: kind.name, state: state.name, progress });
        return tasks.find(
          ({ type: kind, state }) =>
            state.name === 'FAILED' || (kind.name === type && state.name === 'FINISHED'),
        );
      },
      patience,
    );
    assert.equal(last.state.name, 'FINISHED', last.statusInfo);
    return seen;
  }

  async cancel(task: string, why: string): Promise<string> {
    const wish = { state: { name: 'CANCELLED' }, statusInfo: why };
    return (await this.call<WireTask>('PUT', `/tasks/${task}/state`, wish)).state.name;
  }

  async history(machine: string): Promise<readonly PortalBackup[]> {
    const backups = await this.get<readonly WireBackup[]>(`/backups?protected-entity=${machine}`);
    return backups.map(({ guid, status }) => ({ guid, status: status.name }));
  }

  async managerFor(backup: string): Promise<string> {
    const [manager] = await this.get<readonly Named[]>(
      `/hypervisor-managers?backup-to-be-restored=${backup}`,
    );
    return manager?.guid ?? '';
  }

  async restore(backup: string, manager: string, name: string): Promise<PortalWork> {
    const wish = { backup, hypervisorManager: { guid: manager }, restoredPeName: name };
    return workOf(await this.call<WireTask>('POST', '/tasks/restore-and-import', wish, 201));
  }

  async readInventory(manager: string): Promise<void> {
    const wish = { hypervisorManagers: [{ guid: manager }] };
    const tasks = await this.call<readonly WireTask[]>('POST', '/tasks/inventory-sync', wish, 201);
    await this.follow(onlyOne(tasks), 'INDEX');
  }

  async schedule(name: string, hour: number, rule: string): Promise<string> {
    const wish = { name, hour, backupType: 'FULL', rules: [{ guid: rule }] };
    return (await this.call<Named>('POST', '/schedules', wish, 201)).guid;
  }

  async fired(schedule: string): Promise<PortalWork> {
    // The newest stands first, and a quick machine has begun what follows.
    const ask = async (): Promise<WireTask | undefined> =>
      (await this.get<readonly WireTask[]>(`/tasks?schedule=${schedule}`)).at(-1);
    return workOf(await waitFor('the work of the schedule', ask, patience));
  }

  async deleteBackup(backup: string): Promise<PortalWork> {
    return onlyOne(await this.call('POST', '/tasks/delete', { value: backup }, 201));
  }

  deleteSchedule(guid: string): Promise<void> {
    return this.call('DELETE', `/schedules/${guid}`, undefined, 204);
  }

  deletePolicy(guid: string): Promise<void> {
    return this.call('DELETE', `/policies/vm-backup/${guid}`, undefined, 204);
  }

  private get<T>(path: string): Promise<T> {
    return this.call('GET', path);
  }

  private async call<T>(method: string, path: string, body?: object, status = 200): Promise<T> {
    const answer = await this.send(method, path, body);
    const text = await answer.text();
    assert.equal(answer.status, status, `${method} ${path}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  private send(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.url}/api${path}`, {
      method,
      headers: { cookie: this.cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  }
}

function machineOf({ guid, name, uuid, present, lastSuccessfulBackupSize }: WireMachine): PortalMachine {
  return { guid, name, uuid, present, backedUp: lastSuccessfulBackupSize > 0 };
}

function workOf({ guid, type, workflowExecution, backup }: WireTask): PortalWork {
  return { task: guid, type: type.name, workflow: workflowExecution.guid, backup: backup?.guid ?? null };
}

function onlyOne(tasks: readonly WireTask[]): PortalWork {
  const [task] = tasks;
  assert.ok(task && tasks.length === 1, JSON.stringify(tasks));
  return workOf(task);
}
