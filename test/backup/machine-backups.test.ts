import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { countStatements } from '../../subgraphs/kernel/database/statements.js';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { cannotRun, engines } from '../support/engines.js';
import { BackupHouse } from './backup-house.js';
import { seedBackups } from './seed-backups.js';
import { seedMachines } from './seed-machines.js';

interface Backups {
  readonly nodes: readonly { readonly guid: string; readonly type: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  readonly totalCount: number;
}

interface Machine {
  readonly guid: string;
  readonly backups: Backups;
}

const machines = 40;
const each = 6;
const page = '{ nodes { guid type } pageInfo { hasNextPage endCursor } totalCount }';
const arguments_ = '$first: Int, $last: Int, $after: String, $filter: BackupFilter, $orderBy: BackupOrder';
const given = 'first: $first, last: $last, after: $after, filter: $filter, orderBy: $orderBy';
const ofMachines = `query (${arguments_}, $machines: Int) {
  virtualMachines(first: $machines) { nodes { guid backups(${given}) ${page} } } }`;
const ofOne = `query (${arguments_}) { backups(${given}) ${page} }`;

for (const engine of engines) {
  describe(`backups of machines on the ${engine} database`, { skip: cannotRun(engine) }, () => {
    let house: BackupHouse;
    before(async () => {
      house = await BackupHouse.open({ kind: engine, work: false });
      await seedMachines(house.parts.store.sql, machines);
      await seedBackups(house.parts.store.sql, { backups: machines * each, tasks: 20 });
    });
    after(() => house.close());

    const list = async (wish: object, viewer = openViewer): Promise<readonly Machine[]> =>
      (
        await house.data<{ virtualMachines: { nodes: readonly Machine[] } }>(
          ofMachines,
          { machines, ...wish },
          viewer,
        )
      ).virtualMachines.nodes;

    for (const [what, wish] of [
      ['the newest', { first: 2 }],
      ['the oldest', { last: 2 }],
      ['those of a type by size', { first: 3, filter: { types: ['FULL'] }, orderBy: { field: 'SIZE' } }],
      ['none that match', { filter: { statuses: ['QUEUED'] } }],
    ] as const)
      it(`are for many machines what they are for each alone: ${what}`, async () => {
        const found = await list(wish);

        assert.equal(found.length, machines);
        for (const { guid, backups } of found) {
          const filter = { ...('filter' in wish ? wish.filter : {}), virtualMachines: [guid] };
          const alone = await house.data<{ backups: Backups }>(ofOne, { ...wish, filter });
          assert.deepEqual(backups, alone.backups);
        }
      });

    it('cost one statement for all machines, and one more to be counted', async () => {
      const counted = await countStatements(() => list({ first: 2 }));
      const uncounted = await countStatements(() =>
        house.data('{ virtualMachines(first: 30) { nodes { backups(first: 2) { nodes { guid } } } } }'),
      );

      assert.equal(counted.statements.length, 3, counted.statements.join('\n'));
      assert.equal(uncounted.statements.length, 2, uncounted.statements.join('\n'));
    });

    it('go on behind a cursor', async () => {
      const [first] = await list({ first: each - 1, machines: 1 });

      const [next] = await list({ first: each, after: first?.backups.pageInfo.endCursor, machines: 1 });

      assert.equal(first?.backups.pageInfo.hasNextPage, true);
      assert.equal(next?.backups.nodes.length, 1);
      assert.equal(next?.backups.pageInfo.hasNextPage, false);
      assert.equal(next?.backups.totalCount, each);
    });

    it('are those of the tenant alone for who is confined to one', async () => {
      const found = await list({ first: 1 }, { ...openViewer, tenantId: 'seeded-project-1' });

      assert.equal(found.length, machines / 10);
      assert.ok(found.every(({ backups }) => backups.totalCount === each));
    });

    it('refuse a page that is too large in the words of the list', async () => {
      const answer = await house.execute(ofMachines, { machines, first: 1001 });

      assert.match(answer.errors?.[0]?.message ?? '', /"first" must be from 0 to 1000, not 1001/);
    });
  });
}
