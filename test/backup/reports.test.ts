import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { openViewer, type Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { BackupHouse } from './backup-house.js';

const manager = '71c5b2d4-6e8f-4a13-b0c9-2d3e4f5a6b7c';
const policy = '9d7a4c3e-2f61-4f0b-8a7b-1e5d6c7b8a90';
const [fresh, stale, lone] = [1, 2, 3].map((n) => `00000000-0000-4000-8000-00000000000${n}`) as [
  string,
  string,
  string,
];
const destinations = [8, 9].map((n) => `00000000-0000-4000-8000-00000000000${n}`) as [string, string];
const hour = 3_600_000;

describe('reports over backups', () => {
  let house: BackupHouse;

  before(async () => {
    house = await BackupHouse.open({ work: false });
    const handle = house.parts.store.sql;
    const run = (statement: ReturnType<typeof sql>): Promise<unknown> => statement.execute(handle);
    const ago = (hours: number): Date => new Date(Date.now() - hours * hour);
    await run(sql`insert into backup.hypervisor_manager (guid, name, driver, type, url, sync_interval_ms)
      values (${manager}, 'east', 'simulated', 'OPENSTACK', 'simulated:', 0)`);
    await run(sql`insert into backup.policy (guid, kind, name) values (${policy}, 'VM_BACKUP', 'gold')`);
    const { rows } = await sql<{ guid: string }>`insert into backup.rule (policy_guid, name, position)
      values (${policy}, 'Default', 0) returning guid`.execute(handle);
    const rule = rows[0]?.guid ?? '';
    await run(sql`with s as (insert into backup.schedule
        (name, type, backup_type, execution_type, hour_ms, window_ms, closed_run_at)
        values ('nightly', 'VM_BACKUP', 'FULL', 'TIME', 0, 0, ${ago(10)}) returning guid)
      insert into backup.rule_schedule (rule_guid, schedule_guid) select ${rule}, guid from s`);
    for (const [i, guid] of destinations.entries())
      await run(sql`insert into backup.destination (guid, name, type, path)
        values (${guid}, ${`d${i}`}, 'FILESYSTEM', ${`/d${i}`})`);
    for (const [guid, name, tenant, ofPolicy, at] of [
      [fresh, 'fresh', 't1', policy, ago(1)],
      [stale, 'stale', 't2', policy, ago(30)],
      [lone, 'lone', null, null, null],
    ] as const)
      await run(sql`insert into backup.virtual_machine (guid, manager_guid, uuid, name, tenant_id, policy_guid, last_backup_at)
        values (${guid}, ${manager}, ${name}, ${name}, ${tenant}, ${ofPolicy}, ${at})`);
    for (const [vm, name, tenant, status, hours, size, moved, places] of [
      [fresh, 'fresh', 't1', 'SUCCESS', 1, 100, 40, destinations],
      [fresh, 'fresh', 't1', 'FAILED', 2, 0, 0, []],
      [stale, 'stale', 't2', 'SUCCESS_REMOVED', 30, 50, 50, destinations.slice(0, 1)],
      [null, 'gone', null, 'QUEUED', 3, 0, 0, []],
    ] as const) {
      const made = await sql<{ guid: string }>`insert into backup.backup
        (vm_guid, vm_name, tenant_id, workflow, origin_type, requested_type, type, status, snapshot_time, backup_time, size, effective_size)
        values (${vm}, ${name}, ${tenant}, gen_random_uuid(), 'USER', 'FULL', 'FULL', ${status}, ${ago(hours)}, ${ago(hours)}, ${size}, ${moved})
        returning guid`.execute(handle);
      const backup = made.rows[0]?.guid;
      for (const place of places)
        await run(sql`insert into backup.backup_location (backup_guid, destination_guid, role_type, status)
          values (${backup}, ${place}, 'PRIMARY', 'PRESENT')`);
      if (status === 'SUCCESS')
        await run(sql`insert into backup.restore_job (backup_guid, vm_guid, vm_name, tenant_id, workflow, restore_type, status, restore_time)
          values (${backup}, ${vm}, ${name}, ${tenant}, gen_random_uuid(), 'RESTORE_AND_IMPORT', 'SUCCESS', ${ago(1)})`);
    }
  });
  after(() => house.close());

  const tenant = (tenantId: string): Viewer => ({ ...openViewer, role: 'viewer', tenantId });

  it('tell how the backups of the last day ended, or of the time asked for', async () => {
    const from = new Date(Date.now() - 48 * hour).toISOString();
    const figures = 'successful failed inProgress queued totalSize';

    const data = await house.data(
      `query ($from: DateTime) {
      day: backupStatistics { ${figures} } two: backupStatistics(from: $from) { ${figures} }
    }`,
      { from },
    );

    assert.deepEqual(data, {
      day: { successful: 1, failed: 1, inProgress: 0, queued: 1, totalSize: 100 },
      two: { successful: 2, failed: 1, inProgress: 0, queued: 1, totalSize: 150 },
    });
  });

  it('give a figure for each day, today last and days of nothing too', async () => {
    const { backupSizeStatistics: days } = await house.data<{
      backupSizeStatistics: { day: string; backupSize: number; restoreSize: number }[];
    }>('{ backupSizeStatistics(days: 15) { day backupSize restoreSize } }');

    assert.equal(days.length, 15);
    assert.equal(days.at(-1)?.day, `${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`);
    assert.equal(
      days.reduce((sum, { backupSize }) => sum + backupSize, 0),
      150,
    );
    assert.equal(
      days.reduce((sum, { restoreSize }) => sum + restoreSize, 0),
      100,
    );
    assert.equal(days[0]?.backupSize, 0);
  });

  it('give the days up to the end of the time asked for, and count nothing beyond it', async () => {
    const days = async (args: string): Promise<{ day: string; backupSize: number; restoreSize: number }[]> =>
      (
        await house.data<{
          backupSizeStatistics: { day: string; backupSize: number; restoreSize: number }[];
        }>(`{ backupSizeStatistics(${args}) { day backupSize restoreSize } }`)
      ).backupSizeStatistics;
    const at = (hours: number): string => new Date(Date.now() - hours * hour).toISOString();
    const sum = (shown: readonly { backupSize: number }[]): number =>
      shown.reduce((total, { backupSize }) => total + backupSize, 0);

    const until = await days(`to: "${at(20)}"`);
    const since = await days(`from: "${at(20)}"`);
    const between = await days(`days: 3, from: "${at(31)}", to: "${at(29)}"`);

    assert.deepEqual([sum(until), sum(since), sum(between)], [50, 100, 50]);
    assert.equal(until.at(-1)?.day, `${at(20).slice(0, 10)}T00:00:00.000Z`);
    assert.deepEqual([until.length, between.length], [15, 3]);
    assert.ok(until.every(({ restoreSize }) => restoreSize === 0));
    for (const wrong of [`from: "${at(1)}", to: "${at(2)}"`, 'to: "0001-01-02T00:00:00Z"'])
      assert.equal((await house.fault(`{ backupSizeStatistics(${wrong}) { day } }`)).code, 'BAD_USER_INPUT');
  });

  it('list what was backed up and restored, the newest first, within the walls of the tenant', async () => {
    const query =
      '{ backupReport(lines: 2) { backups { statistics { failed } lines { vmName policy size status } } restores { lines { vmName size type } } } }';

    assert.deepEqual(await house.data(query), {
      backupReport: {
        backups: {
          statistics: { failed: 1 },
          lines: [
            { vmName: 'fresh', policy: 'gold', size: 100, status: 'SUCCESS' },
            { vmName: 'fresh', policy: 'gold', size: 0, status: 'FAILED' },
          ],
        },
        restores: { lines: [{ vmName: 'fresh', size: 100, type: 'RESTORE_AND_IMPORT' }] },
      },
    });
    const foreign = await house.data<{ backupReport: { backups: { lines: unknown[] } } }>(
      query,
      {},
      tenant('t2'),
    );
    assert.deepEqual(foreign.backupReport.backups.lines, []);
  });

  it('charge each machine once and each destination for what it holds', async () => {
    const from = new Date(Date.now() - 48 * hour).toISOString();
    const charge = (kind: string, groupBy: string, filter: object = {}) =>
      house.data<{ chargeback: { name: string; size: number }[] }>(
        `query ($kind: ChargebackKind!, $groupBy: ChargebackGroup!, $filter: ChargebackFilterInput, $from: DateTime) {
          chargeback(kind: $kind, groupBy: $groupBy, filter: $filter, from: $from) { name size }
        }`,
        { kind, groupBy, filter, from },
      );

    assert.deepEqual((await charge('STORED', 'VIRTUAL_MACHINE')).chargeback, [
      { name: 'fresh', size: 100 },
      { name: 'stale', size: 50 },
    ]);
    assert.deepEqual((await charge('TRANSFERRED', 'BACKUP_DESTINATION')).chargeback, [
      { name: 'd0', size: 90 },
      { name: 'd1', size: 40 },
    ]);
    assert.deepEqual(
      (await charge('STORED', 'PROJECT', { backupDestinations: [], virtualMachines: [stale] })).chargeback,
      [{ name: null, size: 50 }],
    );
    assert.deepEqual(
      (await charge('STORED', 'POLICY', { backupDestinations: [destinations[1]] })).chargeback,
      [{ name: 'gold', size: 100 }],
    );
  });

  it('refuse a time that ends before it begins', async () => {
    const { errors } = await house.execute(
      '{ backupReport(from: "2026-02-01T00:00:00Z", to: "2026-01-01T00:00:00Z") { backups { statistics { failed } } } }',
    );

    assert.equal(errors?.[0]?.extensions?.['code'], 'BAD_USER_INPUT');
  });
});
