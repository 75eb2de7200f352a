import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { freePort } from '../support/free-port.js';
import { askWell } from '../support/graph-client.js';
import { openProduct, type OpenProduct } from '../support/product.js';
import { waitFor } from '../support/wait-for.js';
import { watch, type LiveEvent } from './watcher.js';

interface Reference {
  readonly guid: string;
  readonly name: string;
}

interface Machine extends Reference {
  readonly uuid: string;
  readonly present: boolean;
  readonly lastSuccessfulBackupSize: number;
  readonly restoreStatus?: string;
}

interface LegacyTask extends Reference {
  readonly type: { readonly name: string };
  readonly state: { readonly name: string };
  readonly backup: Reference;
  readonly workflowExecution: Reference;
}

interface Backup extends Reference {
  readonly status: { readonly name: string };
  readonly originEntity?: { readonly type: { readonly name: string } };
}

interface TaskEvent extends LiveEvent {
  readonly task: {
    readonly state: string;
    readonly type: string;
    readonly backup: { readonly guid: string } | null;
  } | null;
}

const user = 'anonymous';
const inTwoMinutes = { withinMs: 120_000, everyMs: 200 };

/** The console of a cloud, in the words of the old APIs; the graph watches. */
describe('the day of a portal', () => {
  const ends: (() => unknown)[] = [];
  const owner = { after: (end: () => unknown): void => void ends.unshift(end) };
  let product: OpenProduct;
  let machine: Machine;
  let destination = '';
  let policy: Reference;
  let backup: Reference;

  before(async () => {
    product = await openProduct(owner, {
      settings: { port: String(await freePort()), 'metadata-record-backups': user },
    });
  });
  after(async () => {
    for (const end of ends) await end();
  });

  async function call<T>(method: string, path: string, body?: object, status = 200): Promise<T> {
    const answer = await fetch(`${product.url}/api${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.text();
    assert.equal(answer.status, status, `${method} ${path}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  const tasksOf = (workflow: string): Promise<readonly LegacyTask[]> =>
    call('GET', `/tasks?workflow-execution=${workflow}`);

  const finished = (workflow: string, type: string): Promise<LegacyTask> =>
    waitFor(
      `${type} to finish`,
      async () => {
        const tasks = await tasksOf(workflow);
        const failed = tasks.find(({ state }) => state.name === 'FAILED');
        assert.equal(failed, undefined, JSON.stringify(failed));
        return tasks.find((task) => task.type.name === type && task.state.name === 'FINISHED');
      },
      inTwoMinutes,
    );

  const digestsOf = async (guid: string): Promise<readonly (string | null)[]> => {
    const { backup: found } = await askWell<{
      backup: { files: readonly { contentDigest: string | null }[] };
    }>(product, 'query ($guid: ID!) { backup(guid: $guid) { files { contentDigest } } }', { guid });
    return found.files.map(({ contentDigest }) => contentDigest).filter((digest) => digest !== null);
  };

  test('begins with the machines of the clouds, each with the uuid it has there', async () => {
    machine = await waitFor(
      'the machines',
      async () => {
        const [first, second] = await call<readonly Machine[]>('GET', '/virtual-machines?orderBy=name');
        return second && first;
      },
      inTwoMinutes,
    );

    const { virtualMachine } = await askWell<{
      virtualMachine: { guid: string; computeNode: { name: string } };
    }>(product, 'query ($uuid: ID!) { virtualMachine(uuid: $uuid) { guid computeNode { name } } }', {
      uuid: machine.uuid,
    });
    assert.deepEqual(virtualMachine, { guid: machine.guid, computeNode: { name: machine.name } });
    assert.equal(machine.lastSuccessfulBackupSize, 0);
  });

  test('protects a machine by a policy with a rule', async () => {
    const made = await askWell<{ made: { destination: { guid: string } } }>(
      product,
      'mutation ($input: CreateBackupDestinationInput!) { made: createBackupDestination(input: $input) { destination { guid } } }',
      { input: { name: 'shelf', path: join(product.dataDir, 'shelf'), isDefault: true } },
    );
    destination = made.made.destination.guid;

    policy = await call('POST', '/policies/vm-backup', { name: 'gold', vms: [machine.guid] }, 201);
    await call(
      'POST',
      '/rules/vm-backup',
      { name: 'Default', policy: policy.guid, backupDestinations: [destination] },
      201,
    );

    const detail = await call<{ vmBackupPolicy: Reference; backupUpToDate?: boolean }>(
      'GET',
      `/virtual-machines/${machine.guid}`,
    );
    assert.equal(detail.vmBackupPolicy.name, 'gold');
    assert.equal('backupUpToDate' in detail, false);
  });

  test('exports it over REST, and the graph sees EXPORT and STORE on one subscription to the end', async () => {
    const watcher = watch<TaskEvent>(
      owner,
      product,
      'taskEvents',
      `subscription ($about: TaskAboutInput) {
        taskEvents(about: $about) { cursor kind task { state type backup { guid } } }
      }`,
      { about: { kind: 'VirtualMachine', id: machine.guid } },
    );
    await watcher.until('the present state', () => true);

    const [task] = await call<readonly LegacyTask[]>(
      'POST',
      '/tasks/export',
      {
        protectedEntities: [{ guid: machine.guid }],
        backupType: { name: 'FULL' },
        backupDestination: { guid: destination },
        priority: 70,
      },
      201,
    );

    assert.equal(task?.type.name, 'EXPORT');
    backup = task.backup;
    for (const type of ['export', 'store'])
      await watcher.until(
        `${type} to finish`,
        ({ task: seen }) =>
          seen?.state === 'FINISHED' &&
          seen.type === `backup.vm.${type}` &&
          seen.backup?.guid === backup.guid,
      );
    const [kept] = await call<readonly Backup[]>('GET', `/backups?protected-entity=${machine.guid}`);
    assert.equal(kept?.status.name, 'SUCCESS');
    await watcher.close();
  });

  test('finds the backup among the records of its host, where backup agents keep theirs', async () => {
    const query = `query ($uuid: ID!) { virtualMachine(uuid: $uuid) { backupRecords(first: 5) { nodes { hostName container } } } }`;

    const records = await waitFor('the record', async () => {
      const { virtualMachine } = await askWell<{
        virtualMachine: { backupRecords: { nodes: readonly object[] } };
      }>(product, query, { uuid: machine.uuid });
      const { nodes } = virtualMachine.backupRecords;
      return nodes.length > 0 && nodes;
    });

    assert.deepEqual(records, [{ hostName: machine.name, container: 'shelf' }]);
    const answer = await fetch(`${product.url}/v1/backups`);
    assert.match(await answer.text(), new RegExp(`"infragraph_backup":\\s*"${backup.guid}"`));
  });

  test('cancels a second export while it waits, and shows both in the history', async () => {
    const windowStart = Date.now() + 3_600_000;
    const wish = { protectedEntities: [machine.guid], backupType: 'FULL', windowStart };
    const [waiting] = await call<readonly LegacyTask[]>('POST', '/tasks/export', wish, 201);

    const cancelled = await call<LegacyTask>('PUT', `/tasks/${waiting?.guid}/state`, {
      state: { name: 'CANCELLED' },
      statusInfo: 'Canceled by user',
    });

    assert.equal(cancelled.state.name, 'CANCELLED');
    const history = await call<readonly Backup[]>('GET', `/backups?protected-entity=${machine.guid}`);
    assert.deepEqual(history.map(({ status }) => status.name).sort(), ['FAILED', 'SUCCESS']);
  });

  test('restores it as a new machine whose content is the same', async () => {
    const [manager] = await call<readonly Reference[]>(
      'GET',
      `/hypervisor-managers?backup-to-be-restored=${backup.guid}`,
    );
    const known = new Set(
      (await call<readonly Machine[]>('GET', '/virtual-machines')).map(({ uuid }) => uuid),
    );
    const task = await call<LegacyTask>(
      'POST',
      '/tasks/restore-and-import',
      { backup: backup.guid, hypervisorManager: manager, restoredPeName: 'again' },
      201,
    );
    assert.equal(task.type.name, 'RESTORE');
    await finished(task.workflowExecution.guid, 'IMPORT');

    await call('POST', '/tasks/inventory-sync', { hypervisorManagers: [manager] }, 201);
    const restored = await waitFor(
      'the restored machine',
      async () =>
        (await call<readonly Machine[]>('GET', '/virtual-machines')).find(({ uuid }) => !known.has(uuid)),
      inTwoMinutes,
    );
    const [exported] = await call<readonly LegacyTask[]>(
      'POST',
      '/tasks/export',
      { protectedEntities: [restored.guid] },
      201,
    );
    await finished(exported!.workflowExecution.guid, 'STORE');
    const digests = await digestsOf(backup.guid);
    assert.ok(digests.length > 0);
    assert.deepEqual(await digestsOf(exported!.backup.guid), digests);
  });

  test('has a schedule that fires by itself', async () => {
    const [rule] = await call<readonly Reference[]>('GET', `/rules/vm-backup?policy=${policy.guid}`);
    const soon = new Date(Date.now() + 3000);
    const hour = soon.getTime() % 86_400_000;
    const schedule = await call<Reference>(
      'POST',
      '/schedules',
      { name: 'nightly', hour, backupType: 'FULL', rules: [rule] },
      201,
    );

    const fired = await waitFor(
      'the export of the schedule',
      async () => (await call<readonly LegacyTask[]>('GET', `/tasks?schedule=${schedule.guid}`))[0],
      inTwoMinutes,
    );

    await finished(fired.workflowExecution.guid, 'STORE');
    const detail = await call<{ backupUpToDate?: boolean }>('GET', `/virtual-machines/${machine.guid}`);
    assert.equal(detail.backupUpToDate, true);
    await call('DELETE', `/schedules/${schedule.guid}`, undefined, 204);
  });

  test('ends with the backups deleted, and the policy', async () => {
    const tasks = await call<readonly LegacyTask[]>('POST', '/tasks/delete', { value: backup.guid }, 201);
    await finished(tasks[0]!.workflowExecution.guid, 'DELETE');

    const gone = await call<Backup>('GET', `/backups/${backup.guid}`);
    await call('DELETE', `/policies/vm-backup/${policy.guid}`, undefined, 204);

    assert.equal(gone.status.name, 'SUCCESS_REMOVED');
    const after = await call<object>('GET', `/virtual-machines/${machine.guid}`);
    assert.equal('vmBackupPolicy' in after, false);
  });
});
