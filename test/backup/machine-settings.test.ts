import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { cannotRun, engines } from '../support/engines.js';
import { BackupHouse } from './backup-house.js';
import { seedMachines } from './seed-machines.js';

const update = `mutation ($input: UpdateVirtualMachineInput!) {
  updateVirtualMachine(input: $input) { virtualMachine {
    sshHost sshPort sshUser hasSshPassword exportImportMode preSnapArgs preSnapEnabled preSnapStdErr changedAt } } }`;

for (const kind of engines) {
  describe(`the settings of a machine (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: BackupHouse;
    let guid: string;
    let tenants: readonly string[];
    const policies: Record<string, string> = {};
    before(async () => {
      house = await BackupHouse.open({ kind, work: false });
      ({ tenants } = await seedMachines(house.parts.store.sql, 4, { projects: 2, hypervisors: 1 }));
      const answer = await house.data<{ virtualMachine: { guid: string } }>(
        '{ virtualMachine(uuid: "seeded-uuid-1") { guid } }',
      );
      guid = answer.virtualMachine.guid;
      const { rows } = await sql<{ guid: string; name: string }>`
        insert into backup.policy (kind, name, tenant_id, visible_for_all_projects) values
          ('VM_BACKUP', 'gold', null, false), ('VM_SNAPSHOT', 'hourly', null, false),
          ('VM_BACKUP', 'for-all', null, true) returning guid, name`.execute(house.parts.store.sql);
      for (const row of rows) policies[row.name] = row.guid;
    });
    after(() => house.close());

    const change = async (input: object): Promise<Record<string, unknown>> =>
      (
        await house.data<{ updateVirtualMachine: { virtualMachine: Record<string, unknown> } }>(update, {
          input: { guid, ...input },
        })
      ).updateVirtualMachine.virtualMachine;

    const kept = async (): Promise<Record<string, unknown>> => {
      const { rows } = await sql<Record<string, unknown>>`
        select policy_guid, snapshot_policy_guid, ssh_password from backup.virtual_machine where guid = ${guid}`.execute(
        house.parts.store.sql,
      );
      return rows[0]!;
    };

    test('are changed where they are given, cleared by null, and stay otherwise', async () => {
      await change({ sshHost: 'h', sshPort: 22, sshUser: 'root', preSnapArgs: ['/bin/freeze', '--all'] });

      const after2 = await change({
        sshUser: null,
        preSnapEnabled: true,
        preSnapStdErr: 'IGNORE_WITH_WARNING',
        exportImportMode: 'CHANGED_BLOCK_TRACKING',
      });

      const { changedAt, ...rest } = after2;
      assert.equal(typeof changedAt, 'string');
      assert.deepEqual(rest, {
        sshHost: 'h',
        sshPort: 22,
        sshUser: null,
        hasSshPassword: false,
        exportImportMode: 'CHANGED_BLOCK_TRACKING',
        preSnapArgs: ['/bin/freeze', '--all'],
        preSnapEnabled: true,
        preSnapStdErr: 'IGNORE_WITH_WARNING',
      });
    });

    test('hold a password for SSH sealed, and never show it', async () => {
      const shown = await change({ sshPassword: 'ssh-secret' });

      assert.equal(shown['hasSshPassword'], true);
      assert.match(String((await kept())['ssh_password']), /^v1:/);
      assert.doesNotMatch(JSON.stringify([shown, await kept()]), /ssh-secret/);
    });

    test('move it to a policy of the right kind and take it out again', async () => {
      await change({ policyGuid: policies['gold']!.toUpperCase(), snapshotPolicyGuid: policies['hourly'] });
      const inside = await kept();
      await change({ policyGuid: null });

      assert.deepEqual(
        [inside['policy_guid'], inside['snapshot_policy_guid'], (await kept())['policy_guid']],
        [policies['gold'], policies['hourly'], null],
      );
    });

    test('refuse a policy of the other kind, and what is out of range', async () => {
      const faults = [];
      for (const input of [
        { policyGuid: policies['hourly'] },
        { policyGuid: 'nonsense' },
        { credentialGuid: crypto.randomUUID() },
        { sshPort: 70_000 },
        { sshHost: 'a\0b' },
      ])
        faults.push(await house.fault(update, { input: { guid, ...input } }));

      assert.deepEqual(
        faults.map(({ code, reason }) => [code, reason]),
        [
          ...Array.from({ length: 3 }, () => ['BAD_USER_INPUT', 'REFERENCE_NOT_FOUND']),
          ...Array.from({ length: 2 }, () => ['BAD_USER_INPUT', 'VALIDATION']),
        ],
      );
    });

    test('are those of a tenant alone for whoever is confined to it, with policies for all', async () => {
      const { virtualMachine: machine } = await house.data<{
        virtualMachine: { tenantId: string; disks: { guid: string }[] };
      }>(`{ virtualMachine(guid: "${guid}") { tenantId disks { guid } } }`);
      const own = { ...openViewer, tenantId: machine.tenantId };
      const other = { ...openViewer, tenantId: tenants.find((one) => one !== machine.tenantId)! };
      const exclude = `mutation { setDiskExcluded(input: { guid: "${machine.disks[0]!.guid}", excluded: true }) { disk { guid } } }`;

      const refused = [
        await house.fault(update, { input: { guid, sshUser: 'x' } }, other),
        await house.fault(exclude, {}, other),
        await house.fault(update, { input: { guid, policyGuid: policies['gold'] } }, own),
      ];
      await house.data(update, { input: { guid, policyGuid: policies['for-all'] } }, own);
      await house.data(exclude, {}, own);

      assert.deepEqual(
        refused.map(({ code }) => code),
        ['NOT_FOUND', 'NOT_FOUND', 'BAD_USER_INPUT'],
      );
      assert.equal((await kept())['policy_guid'], policies['for-all']);
    });
  });
}
