import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { sql } from 'kysely';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { BackupHouse } from './backup-house.js';

suite('a virtual machine', () => {
  let house: BackupHouse;

  before(async () => {
    house = await BackupHouse.open();
    await sql`with manager as (
        insert into backup.hypervisor_manager (name, driver, type, url, sync_interval_ms)
        values ('one', 'simulated', 'OPENSTACK', 'http://192.0.2.1', 0) returning guid)
      insert into backup.virtual_machine (manager_guid, uuid, name, tenant_id)
      select guid, 'u-1', 'web-1', 't-1' from manager`.execute(house.parts.store.sql);
  });
  after(() => house.close());

  const byUuid = '{ virtualMachine(uuid: "u-1") { guid name present computeNode { uuid } } }';

  test("is found by the platform's id and by its GUID in any letter case", async () => {
    const { virtualMachine: found } = await house.data<{ virtualMachine: { guid: string; name: string } }>(
      byUuid,
    );

    const again = await house.data(`{ virtualMachine(guid: "${found.guid.toUpperCase()}") { name } }`);

    assert.equal(found.name, 'web-1');
    assert.deepEqual(again, { virtualMachine: { name: 'web-1' } });
  });

  test('is not there for a viewer of another tenant', async () => {
    const answer = await house.data(byUuid, {}, { ...openViewer, tenantId: 't-2' });

    assert.deepEqual(answer, { virtualMachine: null });
  });
});
