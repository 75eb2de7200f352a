import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { unmountExpired } from '../../subgraphs/backup/services/begin-clean.js';
import { Fault } from '../../subgraphs/kernel/errors/fault.js';
import { cannotRun, engines } from '../support/engines.js';
import { BackupHouse } from './backup-house.js';
import { WorkFixture, workDoing } from './work-fixture.js';

for (const engine of engines) {
  describe(`the state of a mounted backup on the ${engine} database`, { skip: cannotRun(engine) }, () => {
    let house: BackupHouse;
    let mounted = '';
    let works = true;
    const moody = (): Promise<undefined> =>
      works ? Promise.resolve(undefined) : Promise.reject(new Fault('BAD_USER_INPUT', 'Not today.'));
    before(async () => {
      house = await BackupHouse.open({
        kind: engine,
        functions: workDoing({ MOUNT: moody, UNMOUNT: moody }),
      });
      const fixture = await WorkFixture.on(house);
      const { workflow } = await fixture.export(await fixture.machine());
      await fixture.chain(workflow);
      const { rows } = await sql<{ guid: string }>`
        insert into backup.mounted_backup (backup_guid, node_guid, mode, state)
        select b.guid, n.guid, 'AUTO', 'MOUNTED' from backup.backup b, backup.node n returning guid`.execute(
        house.parts.store.sql,
      );
      mounted = rows[0]?.guid ?? '';
    });
    after(() => house.close());

    const state = async (): Promise<string> => {
      const { shown } = await house.data<{ shown: { state: string } }>(
        'query ($guid: ID!) { shown: mountedBackup(guid: $guid) { state } }',
        { guid: mounted },
      );
      return shown.state;
    };
    const ask = async (what: 'mountBackup' | 'unmountBackup'): Promise<string> => {
      const type = what === 'mountBackup' ? 'MountBackupInput' : 'UnmountBackupInput';
      const { made } = await house.data<{ made: { task: { guid: string } } }>(
        `mutation ($input: ${type}!) { made: ${what}(input: $input) { task { guid } } }`,
        { input: { mountedBackupGuid: mounted } },
      );
      return (await house.kernel.ended(made.task.guid)).state;
    };

    it('is as before when it could not be taken away, which can be tried again', async () => {
      works = false;

      assert.equal(await ask('unmountBackup'), 'FAILED');
      assert.equal(await state(), 'MOUNTED');
      assert.equal(await ask('unmountBackup'), 'FAILED');
    });

    it('is FAILED when it could not be mounted again, which can be tried again', async () => {
      await sql`update backup.mounted_backup set state = 'FAILED'`.execute(house.parts.store.sql);
      works = false;

      assert.equal(await ask('mountBackup'), 'FAILED');
      assert.equal(await state(), 'FAILED');
      works = true;
      assert.equal(await ask('mountBackup'), 'FINISHED');
    });

    it('is as before when it could not be taken away at its time', async () => {
      await sql`update backup.mounted_backup set state = 'MOUNTED', unmount_at = now()`.execute(
        house.parts.store.sql,
      );
      works = false;

      assert.equal(await unmountExpired(house.parts), 1);
      const { rows } = await sql<{ guid: string }>`
        select t.guid from backup.work w join kernel.task t on t.guid = w.task_guid
        where w.type = 'UNMOUNT' order by t.created_at desc limit 1`.execute(house.parts.store.sql);
      await house.kernel.ended(rows[0]?.guid ?? '');

      assert.equal(await state(), 'MOUNTED');
    });

    it('does not keep it from being taken away that its node is gone', async () => {
      await sql`update backup.mounted_backup set unmount_at = null, node_guid = null`.execute(
        house.parts.store.sql,
      );
      works = true;

      assert.equal(await ask('unmountBackup'), 'FINISHED');
    });
  });
}
