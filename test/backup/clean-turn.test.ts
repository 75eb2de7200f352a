import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { beginDueClean } from '../../subgraphs/backup/services/begin-clean.js';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { cannotRun, engines } from '../support/engines.js';
import { BackupHouse } from './backup-house.js';
import { WorkFixture, workDoing } from './work-fixture.js';

const hourMs = 3_600_000;

for (const engine of engines) {
  describe(`clean-ups by themselves on the ${engine} database`, { skip: cannotRun(engine) }, () => {
    let house: BackupHouse;
    let fixture: WorkFixture;
    before(async () => {
      house = await BackupHouse.open({ kind: engine, functions: workDoing({}) });
      fixture = await WorkFixture.on(house);
    });
    after(() => house.close());

    const begin = () => beginDueClean(house.parts, hourMs);
    const wait = (ms: number) =>
      sql`update backup.turn set begun_at = begun_at - ${ms}::bigint * interval '1 millisecond' where name = 'clean-up'`.execute(
        house.parts.store.sql,
      );
    const ended = async (guids: readonly string[]): Promise<void> => {
      for (const guid of guids) assert.equal((await house.kernel.ended(guid)).state, 'FINISHED');
    };

    it('begin when their interval is over and not before, whatever process asks and however often', async () => {
      const early = await begin();
      await wait(hourMs);

      const begun = await Promise.all([begin(), begin(), begin()]);

      assert.deepEqual(early, []);
      const guids = begun.flat();
      assert.equal(begun.filter((some) => some.length > 0).length, 1);
      await ended(guids);
      // That they are over makes no difference: it is the interval that counts.
      assert.deepEqual(await begin(), []);
      const tasks = await house.parts.tasks.byGuids(openViewer, guids);
      assert.deepEqual([...tasks.values()].map(({ type }) => type).sort(), [
        'backup.destination.clean',
        'backup.snapshot.clean',
      ]);
      const works = await fixture.rows('work', sql<boolean>`t.task_guid = any(${guids}::uuid[])`);
      assert.deepEqual(new Set(works.map((work) => work['origin_type'])), new Set(['SYSTEM_SCHEDULE']));
    });

    it('are listed like other tasks, and can be cancelled', async () => {
      const idle = await BackupHouse.open({ kind: engine, work: false, functions: workDoing({}) });
      try {
        await WorkFixture.on(idle);
        await sql`update backup.turn set begun_at = 'epoch'`.execute(idle.parts.store.sql);

        const [guid] = await beginDueClean(idle.parts, hourMs);

        const { backupTasks } = await idle.data<{ backupTasks: { nodes: object[] } }>(
          '{ backupTasks(filter: { types: [OLD_BACKUPS_REMOVAL] }) { nodes { guid state backupDestination { guid } } } }',
        );
        assert.partialDeepStrictEqual(backupTasks.nodes, [{ guid, state: 'QUEUED' }]);
        const { done } = await idle.data<{ done: { task: { state: string } } }>(
          'mutation ($guid: ID!) { done: cancelBackupTask(input: { guid: $guid }) { task { state } } }',
          { guid },
        );
        assert.equal(done.task.state, 'CANCELLED');
      } finally {
        await idle.close();
      }
    });
  });
}
