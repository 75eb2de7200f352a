import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Fault } from '../../../subgraphs/kernel/errors/fault.js';
import { snapshotOf } from '../../../subgraphs/kernel/tasks/task-snapshot.js';
import { cannotRun, engines } from '../../support/engines.js';
import { TaskHouse } from './task-house.js';

for (const engine of engines) {
  describe(`the creation of a task on the ${engine} database`, { skip: cannotRun(engine) }, () => {
    let house: TaskHouse;
    before(async () => {
      house = await TaskHouse.start(engine, { work: false });
    });
    after(() => house.close());

    it('gives the task with what was wished and what was left out', async () => {
      const windowStart = new Date('2099-01-01T00:00:00.000Z');
      const windowEnd = new Date('2099-01-02T00:00:00.000Z');
      const about = [
        { kind: 'ComputeNode', id: 'default/1' },
        { kind: 'Cloud', id: 'default' },
        { kind: 'Cloud', id: 'default' },
      ];

      const rich = await house.run(undefined, {
        tenantId: 't1',
        priority: 7,
        about,
        windowStart,
        windowEnd,
        origin: 'SCHEDULE',
        requestedBy: 'anna',
      });
      const plain = await house.run();

      assert.partialDeepStrictEqual(rich, {
        state: 'QUEUED',
        tenantId: 't1',
        priority: 7,
        windowStart,
        windowEnd,
        origin: 'SCHEDULE',
        requestedBy: 'anna',
      });
      assert.deepEqual(rich.about, about.slice(0, 2));
      assert.partialDeepStrictEqual(plain, {
        state: 'QUEUED',
        tenantId: null,
        priority: 50,
        origin: 'USER',
        workflow: plain.guid,
        attempts: 0,
        progress: 0,
      });
      assert.deepEqual(await house.tasks.get(rich.guid), rich);
    });

    it('is rolled back with the change it belongs to', async () => {
      const before = await house.pointers();
      let guid = '';

      const change = house.store.transaction(async (tx) => {
        guid = (await house.tasks.create(tx, house.wish())).guid;
        throw new Error('no');
      });

      await assert.rejects(change, /^Error: no$/);
      assert.equal(await house.tasks.get(guid), undefined);
      assert.deepEqual(await house.eventsOf(guid), []);
      assert.deepEqual(await house.pointers(), before);
    });

    it('gives the first task again for the same idempotency key, also at the same time', async () => {
      const wish = house.wish(undefined, { idempotencyKey: 'k1', tenantId: 't1' });
      const create = (): Promise<{ created: boolean; task: { guid: string } }> =>
        house.store.transaction((tx) => house.tasks.createOrFind(tx, wish));

      const all = await Promise.all([create(), create(), create()]);
      const ofAnotherTenant = await house.create({ ...wish, tenantId: 't2' });

      assert.equal(new Set(all.map(({ task }) => task.guid)).size, 1);
      assert.equal(all.filter(({ created }) => created).length, 1);
      assert.notEqual(ofAnotherTenant.guid, all[0]?.task.guid);
      assert.equal((await house.eventsOf(all[0]?.task.guid ?? '')).length, 1);
    });

    it('takes over the workflow of its parent', async () => {
      const parent = await house.run(undefined, { workflow: 'backup-42' });

      const child = await house.run(undefined, { parentGuid: parent.guid });

      assert.equal(child.workflow, 'backup-42');
      assert.equal(child.parentGuid, parent.guid);
    });

    it('logs the whole task, so that a subscriber needs no more', async () => {
      const task = await house.run(undefined, { tenantId: 't9', about: [{ kind: 'Cloud', id: 'c' }] });

      const [event] = await house.eventsOf(task.guid);

      assert.equal(event?.kind, 'task.created');
      assert.equal(event?.tenantId, 't9');
      assert.deepEqual(event?.payload, JSON.parse(JSON.stringify(snapshotOf(task))));
    });

    it('tells a cursor behind which the creation itself comes first', async () => {
      const { cursor, guid } = await house.store.transaction(async (tx) => {
        const at = await house.tasks.cursorIn(tx);
        return { cursor: at, guid: (await house.tasks.create(tx, house.wish())).guid };
      });

      const [next] = await house.events.log.read('core', await house.events.place('core', cursor), 1);

      assert.equal(next?.subject, guid);
      assert.equal(next?.kind, 'task.created');
    });

    const wrong = {
      'a priority above 100': { priority: 101 },
      'a priority that is not whole': { priority: 1.5 },
      'a window that ends before it begins': { windowStart: new Date(2), windowEnd: new Date(1) },
      'a date that is none': { windowEnd: new Date('never') },
      'a parent that is no guid': { parentGuid: 'x' },
      'a NUL character': { title: 'a\0b' },
    };
    for (const [what, part] of Object.entries(wrong)) {
      it(`refuses ${what}`, async () => {
        await assert.rejects(
          house.run(undefined, part),
          (error) => error instanceof Fault && error.code === 'BAD_USER_INPUT',
        );
      });
    }

    it('refuses a type nobody registered', async () => {
      await assert.rejects(
        house.create({ type: 'compute.other', title: '', input: {} }),
        /No task type compute\.other is registered/,
      );
    });

    it('does not start it in a process that only creates', async () => {
      const { guid } = await house.run();

      await assert.rejects(
        house.ended(guid, 1500),
        (error) => error instanceof Fault && error.code === 'SUBGRAPH_TIMEOUT',
      );
      assert.equal((await house.tasks.get(guid))?.state, 'QUEUED');
    });
  });
}
