import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { cannotRun, engines } from '../support/engines.js';
import { PolicyHouse, tenantViewer, type Answer } from './policy-house.js';

const query = `query ($machines: [ID!]) {
  backupDestinations(filter: { usableFor: $machines }) { totalCount nodes { name } } }`;

for (const kind of engines) {
  describe(`the destinations machines can use (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: PolicyHouse;
    let [gold, silver, bare, foreign] = ['', '', '', ''];
    before(async () => {
      house = await PolicyHouse.open(kind);
      [gold = '', silver = '', bare = '', foreign = ''] = await house.machines([
        { name: 'gold' },
        { name: 'silver' },
        { name: 'bare' },
        { name: 'foreign', tenantId: 'p-two' },
      ]);
      const hidden = async (name: string): Promise<string> => {
        const [row] = await house.rows(sql<{ guid: string }>`
          insert into backup.destination (name, type, path, visible_for_all_vms)
          values (${name}, 'FILESYSTEM', ${`/hidden/${name}`}, false) returning guid`);
        return row?.guid ?? '';
      };
      const [tape, shelf] = [await hidden('tape'), await hidden('shelf')];
      await hidden('forgotten');
      const policy = (name: string, machine: string, destinationGuids: readonly string[]): Promise<Answer> =>
        house.make(
          'createPolicy',
          {
            name,
            vmGuids: [machine],
            rules: [
              {
                name: 'Default',
                destinations: destinationGuids.map((destinationGuid, i) => ({
                  destinationGuid,
                  roleType: i === 0 ? 'PRIMARY' : 'SECONDARY',
                })),
              },
            ],
          },
          'policy { guid }',
        );
      await policy('gold', gold, [tape, shelf]);
      await policy('silver', silver, [shelf]);
    });
    after(() => house.close());

    const usable = async (machines: readonly string[] | null, tenant?: string): Promise<string[]> => {
      const { backupDestinations } = await house.data(
        query,
        { machines },
        ...(tenant === undefined ? [] : [tenantViewer(tenant)]),
      );
      const names = backupDestinations.nodes.map(({ name }: Answer) => name);
      assert.equal(backupDestinations.totalCount, names.length);
      return names;
    };

    test('are those open to all, and those that the policy of each names', async () => {
      const found = [await usable([gold]), await usable([silver]), await usable([bare])];

      assert.deepEqual(found, [['shelf', 'tape', 'vault'], ['shelf', 'vault'], ['vault']]);
    });

    test('are for several machines those that all can use', async () => {
      assert.deepEqual(await usable([gold, silver]), ['shelf', 'vault']);
      assert.deepEqual(await usable([gold, silver, bare]), ['vault']);
    });

    test('are all of them where no machine is named, and none where one is not there', async () => {
      assert.deepEqual(await usable(null), ['forgotten', 'shelf', 'tape', 'vault']);
      assert.deepEqual(await usable([gold, crypto.randomUUID()]), []);
      assert.deepEqual(await usable([gold, 'no guid']), []);
    });

    test('are none for a machine of another tenant', async () => {
      assert.deepEqual(await usable([foreign], 'p-two'), ['vault']);
      assert.deepEqual(await usable([foreign], 'p-one'), []);
    });
  });
}
