import assert from 'node:assert/strict';
import { after, before, describe, suite, test } from 'node:test';
import { sql } from 'kysely';
import { parseKeyRing } from '../../subgraphs/kernel/secrets/key-ring.js';
import { rotate } from '../../subgraphs/kernel/secrets/rotation.js';
import { Secrets } from '../../subgraphs/kernel/secrets/secrets.js';
import { backupSecretColumns } from '../../subgraphs/backup/services/secret-columns.js';
import { keepOwnManager } from '../../subgraphs/backup/services/own-manager.js';
import { SyncSchedule } from '../../subgraphs/backup/services/sync-schedule.js';
import { cannotRun, engines } from '../support/engines.js';
import { BackupHouse } from './backup-house.js';
import { FakeOrchestrator } from './fake-orchestrator.js';
import { addManager } from './manager-fixture.js';

const create = `mutation ($input: CreateHypervisorManagerInput!) {
  createHypervisorManager(input: $input) { manager { guid name driver type url settings hasCredentials syncInterval } task { guid } } }`;
const simulated = { name: 'lab', driver: 'simulated', url: 'simulated://lab', syncInterval: 0 };
const keys = ['first', 'second'].map((id) => `${id}=${Buffer.alloc(32, id).toString('base64')}`);

for (const kind of engines) {
  describe(`a hypervisor manager (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: BackupHouse;
    let far: FakeOrchestrator;
    before(async () => {
      far = await FakeOrchestrator.start('token-of-far');
      house = await BackupHouse.open({ kind, secretsKey: keys[0]! });
    });
    after(async () => {
      await far.close();
      await house.close();
    });

    const orchestrator = (credentials: object): Record<string, unknown> => ({
      input: { name: 'far', driver: 'orchestrator', url: far.url, credentials, syncInterval: 60_000 },
    });

    test('that does not let us in is not registered, and says so without a secret', async () => {
      const fault = await house.fault(create, orchestrator({ user: 'u', password: 'wrong-password' }));

      assert.deepEqual([fault.code, fault.reason], ['CONFLICT', 'UNAUTHORIZED']);
      assert.doesNotMatch(fault.message, /wrong-password/);
      const { rows } = await sql`select from backup.hypervisor_manager`.execute(house.parts.store.sql);
      assert.equal(rows.length, 0);
    });

    test('is registered with credentials that are kept sealed, and read at once', async () => {
      const { createHypervisorManager: made } = await house.data<{
        createHypervisorManager: { manager: { guid: string }; task: { guid: string } };
      }>(create, orchestrator({ user: 'u', password: 'right' }));
      const task = await house.kernel.ended(made.task.guid, 30_000);

      assert.equal(task.state, 'FINISHED');
      assert.deepEqual(made.manager, {
        guid: made.manager.guid,
        name: 'far',
        driver: 'orchestrator',
        type: 'OPENSTACK',
        url: far.url,
        settings: {},
        hasCredentials: true,
        syncInterval: 60_000,
      });
      const { rows } = await sql<{ secret: string }>`select secret from backup.hypervisor_manager`.execute(
        house.parts.store.sql,
      );
      assert.match(rows[0]?.secret ?? '', /^v1:first:/);
      const answer = await house.data(
        '{ virtualMachines { nodes { uuid name cluster { name } tenantId } } }',
      );
      assert.deepEqual((answer as { virtualMachines: { nodes: unknown[] } }).virtualMachines.nodes, [
        { uuid: 'node-1', name: 'dummy-1', cluster: { name: 'default' }, tenantId: 'p-1' },
        { uuid: 'node-2', name: 'dummy-2', cluster: { name: 'default' }, tenantId: null },
        { uuid: 'node-7', name: 'dummy-7', cluster: { name: 'lab' }, tenantId: null },
      ]);
    });

    test('and a machine have their secrets brought under a new key by a rotation', async () => {
      const { virtualMachine: machine } = await house.data<{ virtualMachine: { guid: string } }>(
        '{ virtualMachine(uuid: "node-1") { guid } }',
      );
      await house.data(
        `mutation { updateVirtualMachine(input: { guid: "${machine.guid}", sshPassword: "ssh-secret" }) { virtualMachine { hasSshPassword } } }`,
      );
      const secrets = new Secrets(parseKeyRing(`${keys[1]},${keys[0]}`));

      const rotated = await Promise.all(
        backupSecretColumns
          .filter(({ table }) => table !== 'backup.credential')
          .map((place) => rotate(house.parts.store, secrets, place)),
      );

      assert.deepEqual(
        rotated.map(({ rewritten, unreadable }) => [rewritten, unreadable]),
        [
          [1, []],
          [1, []],
        ],
      );
    });

    for (const [what, input, field] of [
      ['a driver that does not exist', { driver: 'nimbus' }, 'driver'],
      ['no name', { name: ' ' }, 'name'],
      ['credentials in its address', { url: 'https://user:secret@203.0.113.7' }, 'url'],
      ['settings its driver does not know', { settings: { machins: 7 } }, 'settings'],
      ['settings that are no object', { settings: [1] }, 'settings'],
      ['an interval of a second', { syncInterval: 1000 }, 'syncInterval'],
      ['an empty password', { credentials: { password: '' } }, 'password'],
    ] as const)
      test(`with ${what} is refused`, async () => {
        const { errors } = await house.execute(create, { input: { ...simulated, ...input } });

        const { code, reason, field: told } = errors![0]!.extensions as Record<string, string>;
        assert.deepEqual([code, reason], ['BAD_USER_INPUT', 'VALIDATION']);
        assert.ok(told?.startsWith(field), told);
        assert.doesNotMatch(errors![0]!.message, /secret/);
      });

    for (const url of ['http://10.1.2.3:5070', 'http://[fd00::1]/', 'http://169.254.169.254'])
      test(`at ${url} is refused, because the server may not reach it`, async () => {
        const { code } = await house.fault(create, { input: { ...simulated, driver: 'orchestrator', url } });

        assert.equal(code, 'BAD_USER_INPUT');
      });

    test('does not take the name of another', async () => {
      await addManager(house, { machines: 1 }, 'taken');

      const fault = await house.fault(create, { input: { ...simulated, name: ' taken ' } });

      assert.deepEqual([fault.code, fault.reason], ['CONFLICT', 'NAME_NOT_UNIQUE']);
    });

    test('goes with everything it told of, but not while a backup of a machine can be restored', async () => {
      const guid = await addManager(house, { machines: 3 }, 'short-lived');
      const remove = `mutation { deleteHypervisorManager(input: { guid: "${guid}" }) { guid } }`;
      const mark = (restorable: boolean): Promise<unknown> =>
        sql`update backup.virtual_machine set restorable = ${restorable} where manager_guid = ${guid}`.execute(
          house.parts.store.sql,
        );
      await mark(true);
      const refused = await house.fault(remove);
      await mark(false);

      await house.data(remove);

      assert.deepEqual([refused.code, refused.reason], ['CONFLICT', 'IN_USE']);
      const left = await house.data(`{ virtualMachines(filter: { managers: ["${guid}"] }) { totalCount } }`);
      assert.deepEqual(left, { virtualMachines: { totalCount: 0 } });
      assert.equal((await house.fault(remove)).code, 'NOT_FOUND');
    });

    test('that can take a backup is listed with that of the machine itself first', async () => {
      await addManager(house, { machines: 2 }, 'another');
      const own = await addManager(house, { machines: 2, seed: 9 }, 'the-own');
      const { rows } = await sql<{ guid: string }>`
        insert into backup.backup (vm_guid, vm_name, workflow, origin_type, requested_type, type, status, snapshot_time, backup_time)
        select guid, name, gen_random_uuid(), 'USER', 'FULL', 'FULL', 'SUCCESS', now(), now()
        from backup.virtual_machine where manager_guid = ${own} limit 1 returning guid`.execute(
        house.parts.store.sql,
      );

      const answer = await house.data<{ hypervisorManagers: { nodes: { name: string; driver: string }[] } }>(
        `{ hypervisorManagers(filter: { backup: "${rows[0]?.guid}" }) { nodes { name driver } } }`,
      );

      const { nodes } = answer.hypervisorManagers;
      assert.equal(nodes[0]?.name, 'the-own');
      assert.ok(nodes.length > 1 && nodes.every(({ driver }) => driver === 'simulated'));
    });

    test('is read by itself once its interval is over, and not before', async () => {
      const guid = await addManager(house, { machines: 1 }, 'periodic');
      const started = async (): Promise<number> => {
        const { rows } = await sql<{ n: number }>`
          select count(*)::int as n from backup.work where manager_guid = ${guid}`.execute(
          house.parts.store.sql,
        );
        return rows[0]?.n ?? 0;
      };
      await sql`update backup.hypervisor_manager set sync_interval_ms = 60000 where guid = ${guid}`.execute(
        house.parts.store.sql,
      );
      const schedule = new SyncSchedule(house.parts);

      await schedule.look();
      const early = await started();
      await sql`update backup.hypervisor_manager set sync_started_at = now() - interval '61 seconds' where guid = ${guid}`.execute(
        house.parts.store.sql,
      );
      await schedule.look();

      assert.deepEqual([early, await started()], [1, 2]);
    });
  });
}

suite('the Orchestrator the configuration names', () => {
  let house: BackupHouse;
  let far: FakeOrchestrator;
  before(async () => {
    far = await FakeOrchestrator.start('configured-token');
    house = await BackupHouse.open({
      config: { orchestratorUrl: far.url, orchestratorToken: 'configured-token' },
    });
  });
  after(async () => {
    await far.close();
    await house.close();
  });

  test('is registered once, read with the configured token, and follows the configuration', async () => {
    await new SyncSchedule(house.parts).look();
    const { rows } = await sql<{ name: string; sync_task: string; guid: string }>`
      select name, sync_task, guid from backup.hypervisor_manager`.execute(house.parts.store.sql);
    const task = await house.kernel.ended(rows[0]!.sync_task, 30_000);

    await keepOwnManager({
      ...house.parts,
      config: { ...house.parts.config, orchestratorUrl: 'http://127.0.0.1:1' },
    });

    assert.deepEqual([rows.length, rows[0]!.name, task.state], [1, 'orchestrator', 'FINISHED']);
    const changed = await house.data('{ hypervisorManagers { nodes { guid url } } }');
    assert.deepEqual(changed, {
      hypervisorManagers: { nodes: [{ guid: rows[0]!.guid, url: 'http://127.0.0.1:1' }] },
    });
  });
});
