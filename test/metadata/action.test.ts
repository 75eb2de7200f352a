import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { deleteAction } from '../../subgraphs/metadata/services/delete-work.js';
import { findWork } from '../../subgraphs/metadata/services/find-work.js';
import { listWork } from '../../subgraphs/metadata/services/list-work.js';
import { createWork, replaceWork, updateWork } from '../../subgraphs/metadata/services/put-work.js';
import { actionKind } from '../../subgraphs/metadata/services/work-kind.js';
import { actionRules } from '../../subgraphs/metadata/services/work-rules.js';
import { docOf } from '../../subgraphs/metadata/services/work-row.js';
import { cannotRun, engines } from '../support/engines.js';
import { bob, dialectViewer, openMetadataFixture, type MetadataFixture } from './metadata-fixture.js';
import { actionOf, namedBy } from './work-fixture.js';

for (const kind of engines) {
  describe(`actions on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    let fixture: MetadataFixture;
    let users = 0;

    before(async () => {
      fixture = await openMetadataFixture(kind);
    });
    after(() => fixture.close());

    function someone(): ReturnType<typeof dialectViewer> {
      return dialectViewer(`owner-${++users}`, `p-${users}`);
    }

    test('are kept with their defaults, under the id they bring or a new one', async () => {
      const viewer = someone();

      const named = await createWork(
        fixture.parts,
        actionRules,
        { ...actionOf(), action_id: 'mine', timeout: 9, user_id: 'forged', note: 'kept' },
        viewer,
      );
      const unnamed = await createWork(fixture.parts, actionRules, actionOf(), viewer);

      assert.deepEqual(docOf(named), {
        freezer_action: { action: 'backup', mode: 'fs', container: 'vault' },
        action_id: 'mine',
        timeout: 9,
        note: 'kept',
        max_retries: 5,
        max_retries_interval: 6,
        mandatory: false,
      });
      assert.deepEqual([named.user_id, named.project_id, named.version], [viewer.userId, viewer.tenantId, 1]);
      assert.match(unnamed.native_id, /^[0-9a-f]{32}$/);
    });

    test('are refused when they say nothing to be done or hold a wrong value', async () => {
      for (const document of [
        {},
        { freezer_action: [] },
        { freezer_action: { mode: 'fs' } },
        { ...actionOf(), action_id: 'a b' },
        { ...actionOf(), max_retries: 'many' },
        { ...actionOf(), max_retries_interval: -1 },
        { ...actionOf(), mandatory: 'yes' },
      ])
        await assert.rejects(createWork(fixture.parts, actionRules, document, someone()), {
          code: 'BAD_USER_INPUT',
        });
    });

    test('let one of twenty identical ones at once through', async () => {
      const viewer = someone();

      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, () =>
          createWork(fixture.parts, actionRules, { ...actionOf(), action_id: 'one' }, viewer),
        ),
      );

      const refused = outcomes
        .filter((outcome) => outcome.status === 'rejected')
        .map((outcome) => (outcome.reason as { code: string }).code);
      assert.deepEqual(refused, Array(19).fill('CONFLICT'));
    });

    test('are merged, replaced, created by replacing, and deleted by those who see them', async () => {
      const viewer = someone();
      const name = namedBy(viewer, 'a1');
      const replace = (changes: object): ReturnType<typeof replaceWork> =>
        replaceWork(fixture.parts, actionRules, name, { ...actionOf(), ...changes }, viewer);

      const made = await replace({ max_retries: 1 });
      const merged = await updateWork(
        fixture.parts,
        actionRules,
        name,
        { action_id: 'other', freezer_action: { mode: 'mysql' } },
        viewer,
      );
      const replaced = await replace({ mandatory: true });
      await assert.rejects(updateWork(fixture.parts, actionRules, name, {}, bob), { code: 'NOT_FOUND' });
      assert.equal(await deleteAction(fixture.parts, name, bob), undefined);
      assert.equal((await deleteAction(fixture.parts, name, viewer))?.native_id, 'a1');
      assert.equal(await findWork(fixture.parts.store.sql, actionKind, name, viewer), undefined);

      assert.deepEqual([made.created, replaced.created], [true, false]);
      assert.deepEqual([merged.version, replaced.row.version], [2, 3]);
      assert.deepEqual(docOf(merged)['freezer_action'], {
        action: 'backup',
        mode: 'mysql',
        container: 'vault',
      });
      assert.deepEqual([docOf(merged)['action_id'], docOf(merged)['max_retries']], ['a1', 1]);
      assert.deepEqual([docOf(replaced.row)['max_retries'], docOf(replaced.row)['mandatory']], [5, true]);
    });

    test('are listed in the order of their creation, by page, by search, by time and by what they do', async () => {
      const viewer = someone();
      for (const [id, mode] of [
        ['a1', 'fs'],
        ['a2', 'mysql'],
        ['a3', 'fs'],
      ] as const)
        await createWork(fixture.parts, actionRules, { ...actionOf({ mode }), action_id: id }, viewer);
      const ids = async (filter: object, page: object = {}): Promise<string[]> => {
        const wish = { kind: actionKind, filter: { userId: viewer.userId, ...filter }, page };
        const { nodes } = await listWork(fixture.parts.store.sql, wish, viewer);
        return nodes.map((row) => row.native_id);
      };

      assert.deepEqual(await ids({}), ['a1', 'a2', 'a3']);
      assert.deepEqual(await ids({}, { first: 1, marker: 'a1' }), ['a2']);
      assert.deepEqual(await ids({ search: { match: [{ field: 'mode', value: 'mysql' }] } }), ['a2']);
      assert.deepEqual(await ids({ search: { matchNot: [{ field: '_all', value: 'mysql' }] } }), [
        'a1',
        'a3',
      ]);
      assert.deepEqual(await ids({ columns: { mode: 'fs' } }), ['a1', 'a3']);
      assert.deepEqual(await ids({ createdFrom: new Date(Date.now() + 3_600_000) }), []);
      assert.deepEqual(await ids({ createdTo: new Date(Date.now() + 3_600_000) }), ['a1', 'a2', 'a3']);
      await assert.rejects(ids({}, { marker: 'no such' }), { code: 'BAD_USER_INPUT' });
    });
  });
}
