import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { countStatements } from '../../../subgraphs/kernel/database/statements.js';
import { openViewer, type Viewer } from '../../../subgraphs/kernel/identity/viewer.js';
import { Housekeeping } from '../../../subgraphs/kernel/tasks/housekeeping.js';
import type { TaskFilter, TaskOrder } from '../../../subgraphs/kernel/tasks/query.js';
import type { Task } from '../../../subgraphs/kernel/tasks/task.js';
import { cannotRun, engines } from '../../support/engines.js';
import { TaskHouse } from './task-house.js';

const ofTenant: Viewer = { ...openViewer, kind: 'account', tenantId: 'a', role: 'viewer' };

for (const engine of engines) {
  describe(`the lists of tasks on the ${engine} database`, { skip: cannotRun(engine) }, () => {
    let house: TaskHouse;
    let all: Task[];
    before(async () => {
      house = await TaskHouse.start(engine, { work: false });
      all = [];
      for (let i = 0; i < 10; i++) {
        const parentGuid = i === 9 ? (all[0]?.guid ?? '') : undefined;
        const about = [{ kind: 'ComputeNode', id: `default/${i % 3}` }];
        const tenantId = i % 2 === 0 ? 'a' : 'b';
        const wish = house.wish(undefined, {
          title: String(i),
          priority: 10 * (i % 4),
          tenantId,
          about,
          workflow: i < 2 ? 'w' : 'v',
        });
        all.push(await house.create(parentGuid === undefined ? wish : { ...wish, parentGuid }));
      }
      await house.tasks.cancel(all[3]?.guid ?? '', openViewer);
      await sql`update kernel.task set created_at = '2026-01-01T00:00:00Z'::timestamptz + title::int * interval '1s'`.execute(
        house.store.sql,
      );
    });
    after(() => house.close());

    const titles = async (
      filter: TaskFilter,
      viewer: Viewer = openViewer,
      order?: TaskOrder,
    ): Promise<string> => {
      const page = await house.tasks.page(viewer, filter, {}, order);
      return page.nodes.map(({ title }) => title).join('');
    };

    it('narrow by every filter', async () => {
      const fifth = new Date('2026-01-01T00:00:05Z');

      assert.equal(await titles({}), '9876543210');
      assert.equal(await titles({ states: ['CANCELLED', 'FAILED'] }), '3');
      assert.equal(await titles({ states: [] }), '');
      assert.equal(await titles({ types: ['compute.test'], tenantId: 'b' }), '97531');
      assert.equal(await titles({ types: ['compute.other'] }), '');
      assert.equal(await titles({ about: { kind: 'ComputeNode', id: 'default/1' } }), '741');
      assert.equal(await titles({ about: { kind: 'Cloud', id: 'default/1' } }), '');
      assert.equal(await titles({ workflow: 'w' }), '10');
      assert.equal(await titles({ parentGuid: all[0]?.guid }), '9');
      assert.equal(await titles({ guid: all[4]?.guid }), '4');
      assert.equal(await titles({ guid: 'no guid' }), '');
      assert.equal(await titles({ createdBefore: fifth }), '43210');
      assert.equal(await titles({ createdAfter: fifth }), '9876');
    });

    it('show a viewer of a tenant no other tenant', async () => {
      assert.equal(await titles({}, ofTenant), '86420');
      assert.equal(await titles({ tenantId: 'b' }, ofTenant), '');
      assert.equal(
        (
          await house.tasks.byGuids(
            ofTenant,
            all.map(({ guid }) => guid),
          )
        ).size,
        5,
      );
      assert.equal((await house.tasks.picture(ofTenant, {}, 100)).tasks.length, 5);
    });

    it('run in pages forwards and backwards in every order', async () => {
      const orders: TaskOrder[] = (['createdAt', 'updatedAt', 'priority'] as const).flatMap((by) => [
        { by, descending: true },
        { by, descending: false },
      ]);
      for (const order of orders) {
        const whole = await house.tasks.page(openViewer, {}, { first: 100 }, order);
        const forwards: string[] = [];
        for (let after: string | null = null; ;) {
          const page = await house.tasks.page(openViewer, {}, { first: 3, after }, order);
          forwards.push(...page.nodes.map(({ guid }) => guid));
          if (!page.pageInfo.hasNextPage) break;
          after = page.pageInfo.endCursor;
        }
        const last = await house.tasks.page(openViewer, {}, { last: 4 }, order);

        assert.deepEqual(
          forwards,
          whole.nodes.map(({ guid }) => guid),
          JSON.stringify(order),
        );
        assert.deepEqual(
          last.nodes.map(({ guid }) => guid),
          forwards.slice(-4),
        );
        assert.equal(await whole.countAll(), 10);
      }
    });

    it('cost one statement for any number of guids', async () => {
      const guids = [...all.map(({ guid }) => guid), 'no guid', crypto.randomUUID()];

      const { statements, result } = await countStatements(() => house.tasks.byGuids(openViewer, guids));

      assert.equal(result.size, 10);
      assert.equal(statements.length, 1);
    });

    it('give a picture with the place in the log behind it', async () => {
      const { statements, result } = await countStatements(() =>
        house.tasks.picture(openViewer, { states: ['QUEUED'] }, 4),
      );
      const none = await house.tasks.picture(openViewer, { types: ['compute.other'] }, 4);

      assert.equal(statements.length, 1);
      assert.deepEqual(
        result.tasks.map(({ title }) => title),
        ['9', '8', '7', '6'],
      );
      assert.equal(result.seq, (await house.events.log.range('core')).head);
      assert.deepEqual(none, { seq: result.seq, tasks: [] });
    });

    it('forget tasks that ended longer ago than they are kept', async () => {
      const old = await house.run(undefined, { about: [{ kind: 'Cloud', id: 'old' }] });
      await house.tasks.cancel(old.guid, openViewer);
      await sql`update kernel.task set finished_at = now() - interval '2 hours' where guid = ${old.guid}`.execute(
        house.store.sql,
      );
      const parts = { store: house.store } as ConstructorParameters<typeof Housekeeping>[0];

      const removed = await new Housekeeping(parts, 3_600_000).prune();

      assert.equal(removed, 1);
      assert.equal(await house.tasks.get(old.guid), undefined);
      const { rows } = await sql`select 1 from kernel.task_about where id = 'old'`.execute(house.store.sql);
      assert.deepEqual(rows, []);
    });
  });
}
