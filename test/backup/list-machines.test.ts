import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { keepStatements } from '../../subgraphs/kernel/database/statements.js';
import { scansOf, type TableScan } from '../storage/query-plan.js';
import { cannotRun, engines } from '../support/engines.js';
import { BackupHouse } from './backup-house.js';
import { seedMachines, type SeededMachines } from './seed-machines.js';

const machines = 10_000;
const query = `query ($filter: VirtualMachineFilter, $orderBy: VirtualMachineOrder, $first: Int, $after: String, $offset: Int) {
  virtualMachines(filter: $filter, orderBy: $orderBy, first: $first, after: $after, offset: $offset) {
    nodes { name } pageInfo { endCursor hasNextPage } } }`;

for (const kind of engines) {
  describe(`a list of ten thousand machines (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: BackupHouse;
    let seeded: SeededMachines;
    before(async () => {
      house = await BackupHouse.open({ kind, work: false });
      const db = house.parts.store.sql;
      seeded = await seedMachines(db, machines);
      await sql`
        with policy as (
          insert into backup.policy (kind, name, active) values ('VM_BACKUP', 'gold', true), ('VM_BACKUP', 'Asleep', false)
          returning guid, active),
        rule as (
          insert into backup.rule (policy_guid, name, position) select guid, 'Default', 0 from policy returning guid),
        schedule as (
          insert into backup.schedule (name, type, backup_type, execution_type, window_ms, closed_run_at)
          values ('nightly', 'VM_BACKUP', 'FULL', 'TIME', 0, now() - interval '1 day') returning guid),
        linked as (
          insert into backup.rule_schedule (rule_guid, schedule_guid) select rule.guid, schedule.guid from rule, schedule)
        select guid from policy`.execute(db);
      await sql`
        update backup.virtual_machine v set
          policy_guid = (select guid from backup.policy where name = case when v.name < 'vm-5' then 'gold' else 'Asleep' end),
          last_backup_at = case when v.name in ('vm-1', 'vm-10') then now() when v.name < 'vm-3' then now() - interval '2 days' end,
          last_backup_size = case v.name when 'vm-77' then 77 when 'vm-1' then 5 else 0 end,
          tags = case v.name when 'vm-42' then array['100%_sure'] else tags end,
          hypervisor_guid = case v.name when 'vm-9' then null else hypervisor_guid end`.execute(db);
      await sql`vacuum analyze backup.virtual_machine`.execute(db);
    });
    after(() => house.close());

    interface Page {
      readonly virtualMachines: {
        readonly nodes: readonly { readonly name: string }[];
        readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
      };
    }

    const names = async (wish: Readonly<Record<string, unknown>>): Promise<string[]> =>
      (await house.data<Page>(query, { first: 3, ...wish })).virtualMachines.nodes.map(({ name }) => name);

    const count = async (filter: object): Promise<number> =>
      (
        await house.data<{ virtualMachines: { totalCount: number } }>(
          'query ($filter: VirtualMachineFilter) { virtualMachines(filter: $filter, first: 0) { totalCount } }',
          { filter },
        )
      ).virtualMachines.totalCount;

    async function scans(wish: Readonly<Record<string, unknown>>): Promise<readonly TableScan[]> {
      const { statements, result } = await keepStatements(() => house.execute(query, { first: 50, ...wish }));
      assert.equal(result.errors, undefined);
      const all = await Promise.all(statements.map((statement) => scansOf(house, statement)));
      return all.flat().filter(({ table }) => table === 'virtual_machine');
    }

    for (const [field, ascending, descending] of [
      ['NAME', ['vm-1', 'vm-10', 'vm-100'], ['vm-9999', 'vm-9998', 'vm-9997']],
      ['LAST_BACKUP_SIZE', undefined, ['vm-77', 'vm-1']],
      ['PROTECTION', undefined, ['vm-1', 'vm-10']],
      ['LAST_BACKUP_AT', undefined, ['vm-1', 'vm-10']],
    ] as const)
      test(`goes by ${field} both ways`, async () => {
        if (ascending) assert.deepEqual(await names({ orderBy: { field } }), ascending);
        const found = await names({ orderBy: { field, direction: 'DESC' } });

        assert.deepEqual(found.slice(0, descending.length).sort(), descending.toSorted());
      });

    test('has machines without what it goes by last, both ways', async () => {
      for (const direction of ['ASC', 'DESC']) {
        const wish = { orderBy: { field: 'HYPERVISOR', direction }, offset: machines - 1 };

        assert.deepEqual(await names(wish), ['vm-9'], direction);
      }
    });

    for (const field of ['NAME', 'HYPERVISOR', 'PROTECTION'])
      test(`is walked by cursor in order of ${field} without gap or repetition`, async () => {
        const seen = new Set<string>();
        let after: string | null = null;
        for (let pages = 0; pages < 10; pages++) {
          const { virtualMachines }: Page = await house.data<Page>(query, {
            first: 1000,
            after,
            orderBy: { field, direction: 'DESC' },
          });
          for (const { name } of virtualMachines.nodes) seen.add(name);
          after = virtualMachines.pageInfo.endCursor;
          assert.equal(virtualMachines.pageInfo.hasNextPage, pages < 9);
        }

        assert.equal(seen.size, machines);
      });

    test('is narrowed by what the legacy API knows', async () => {
      const guids = (
        await house.data<{ virtualMachines: { nodes: { guid: string }[] } }>(
          '{ virtualMachines(first: 2) { nodes { guid } } }',
        )
      ).virtualMachines.nodes.map(({ guid }) => guid);
      const counts = await Promise.all(
        [
          { guids: [guids[0]!.toUpperCase(), 'no-guid'] },
          { guids: ['no-guid'] },
          { uuids: ['seeded-uuid-7', 'a\0b'] },
          { tenantId: seeded.tenants[0] },
          { managerTypes: ['RHV', 'OPENSTACK'] },
          { managerTypes: ['RHV'] },
          { managers: [seeded.managerGuid] },
          { protections: ['IS_PROTECTED'] },
          { protections: ['NOT_PROTECTED'] },
          { protections: ['NO_SCHEDULE', 'IS_PROTECTED'] },
          { text: 'VM-4242' },
          { text: '%_SURE' },
          { text: 'gold', protections: ['IS_PROTECTED'] },
          { text: guids[1] },
          { text: 'a\0' },
          { text: '' },
          { present: false },
        ].map(count),
      );
      const covered = await count({ protections: ['IS_PROTECTED', 'NOT_PROTECTED'] });

      assert.deepEqual(counts, [
        1,
        0,
        1,
        1000,
        machines,
        0,
        machines,
        2,
        covered - 2,
        machines - covered + 2,
        1,
        1,
        2,
        1,
        0,
        machines,
        0,
      ]);
    });

    test('gives a page by name from the index, wherever it begins', async () => {
      const first = await scans({});
      const [name] = await names({ first: 1, offset: 5000 });
      const { virtualMachines } = await house.data<Page>(query, { first: 1, filter: { text: name } });

      const later = await scans({ after: virtualMachines.pageInfo.endCursor });

      for (const found of [first, later])
        assert.deepEqual(
          found.map(({ index }) => index),
          ['virtual_machine_name'],
        );
      for (const { rows } of [...first, ...later]) assert.ok(rows <= 60, `${rows} rows`);
    });

    test('finds by uuid, GUID and tenant without reading the others', async () => {
      const found = [
        ...(await scans({ filter: { uuids: ['seeded-uuid-7'] } })),
        ...(await scans({ filter: { guids: [crypto.randomUUID()] } })),
        ...(await scans({ filter: { tenantId: seeded.tenants[0] } })),
      ];

      assert.ok(
        found.every(({ index, rows }) => index !== undefined && rows <= 60),
        JSON.stringify(found),
      );
    });
  });
}
