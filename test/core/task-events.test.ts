import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { anonymous, type Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import type { SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import { cannotRun, engines } from '../support/engines.js';
import { CoreHouse } from './core-house.js';

interface Event {
  readonly cursor: string;
  readonly kind: string;
  readonly task: { readonly guid: string; readonly state: string } | null;
  readonly tasks: readonly { readonly guid: string }[];
}

const fields = '{ cursor kind at task { guid state } tasks { guid } }';

async function next(events: AsyncIterableIterator<SubgraphResponse>): Promise<Event> {
  const { value } = (await events.next()) as IteratorResult<SubgraphResponse, undefined>;
  assert.equal(value?.errors, undefined);
  // Through JSON, for plain prototypes.
  return JSON.parse(JSON.stringify(value?.data?.['taskEvents'])) as Event;
}

for (const kind of engines) {
  describe(`task events (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: CoreHouse;
    let root: Viewer;
    let lab: Viewer;

    before(async () => {
      house = await CoreHouse.open(kind);
      root = await house.viewer('root', 'admin');
      lab = await house.viewer('lab', 'operator', 'lab');
    });
    after(() => house.close());

    it('begin with the present state and go on with each change', async () => {
      const first = await house.task({ tenantId: 'lab', workflow: 'one' });
      const events = await house.follow(lab, `subscription { taskEvents(workflow: "one") ${fields} }`);

      const snapshot = await next(events);
      await house.tasks.cancel(first.guid, root);
      const cancelled = await next(events);
      const second = await house.task({ tenantId: 'lab', workflow: 'one' });
      const created = await next(events);
      await events.return?.();

      assert.deepEqual(
        [snapshot.kind, snapshot.task?.guid, snapshot.tasks.length],
        ['SNAPSHOT', first.guid, 1],
      );
      assert.deepEqual([cancelled.kind, cancelled.task], ['STATE', { guid: first.guid, state: 'CANCELLED' }]);
      assert.deepEqual([created.kind, created.task?.guid], ['CREATED', second.guid]);
    });

    it('show several tasks in a snapshot without choosing one, the newest first', async () => {
      const guids = [await house.task({ workflow: 'many' }), await house.task({ workflow: 'many' })].map(
        (task) => task.guid,
      );
      const events = await house.follow(root, `subscription { taskEvents(workflow: "many") ${fields} }`);

      const snapshot = await next(events);
      await events.return?.();

      assert.equal(snapshot.task, null);
      assert.deepEqual(
        snapshot.tasks.map((task) => task.guid),
        guids.toReversed(),
      );
    });

    it('continue exactly behind a cursor', async () => {
      const cursor = await house.tasks.cursorNow();
      const { guid } = await house.task({ workflow: 'resume' });
      await house.tasks.cancel(guid, root);

      const events = await house.follow(
        root,
        `subscription { taskEvents(after: "${cursor}", guid: "${guid.toUpperCase()}") ${fields} }`,
      );
      const seen = [await next(events), await next(events)];
      await events.return?.();
      const rest = await house.follow(
        root,
        `subscription { taskEvents(after: "${seen[0]?.cursor}", guid: "${guid}") ${fields} }`,
      );
      const last = await next(rest);
      await rest.return?.();

      assert.deepEqual(
        seen.map((event) => event.kind),
        ['CREATED', 'STATE'],
      );
      assert.deepEqual(last, seen[1]);
    });

    it('of other tenants are not seen, nor those that do not match', async () => {
      const events = await house.follow(
        lab,
        `subscription { taskEvents(about: { kind: "Cloud", id: "c" }, types: ["compute.test"], tenantId: "lab") ${fields} }`,
      );
      const about = [{ kind: 'Cloud', id: 'c' }];

      const snapshot = await next(events);
      await house.task({ tenantId: 'shop', about });
      await house.task({ about });
      await house.task({ tenantId: 'lab', about: [{ kind: 'Cloud', id: 'd' }] });
      const mine = await house.task({ tenantId: 'lab', about });
      const seen = await next(events);
      await events.return?.();

      assert.deepEqual(snapshot.tasks, []);
      assert.equal(seen.task?.guid, mine.guid);
    });

    it('are refused to the anonymous and to foreign cursors', async () => {
      const cases: [Viewer, string, string][] = [
        [anonymous, '', 'Sign in'],
        [root, '(after: "compute.1")', 'not a cursor'],
        [root, '(after: "core.999999")', 'never held'],
        [root, '(workflow: "\\u0000")', 'U\\+0000'],
      ];

      for (const [viewer, args, reason] of cases) {
        await assert.rejects(
          house.follow(viewer, `subscription { taskEvents${args} ${fields} }`),
          new RegExp(reason),
        );
      }
      assert.equal(house.events.readerCount, 0);
    });
  });
}
