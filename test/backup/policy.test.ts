import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { sql } from 'kysely';
import { executeAutoAssignment } from '../../subgraphs/backup/services/execute-auto-assignment.js';
import { Scheduler } from '../../subgraphs/backup/services/scheduler.js';
import { cannotRun, engines } from '../support/engines.js';
import { PolicyHouse, tenantViewer, type Answer } from './policy-house.js';

const shown = `policy { guid name kind active priority vmCount ruleCount averageBackupSize virtualMachines { name }
  rules { guid name position active scheduleCount vmCount backupCount schedules { name }
    destinations { roleType active destination { name } keepLastFull keepFullNewer keepLastWhileSourceExists retentionLockDays } }
  destinations { roleType } backupRetryCount failRemainingExportThreshold autoAssignMode includeTags }`;

for (const kind of engines) {
  suite(`policies on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    let house: PolicyHouse;

    before(async () => {
      house = await PolicyHouse.open(kind, { rulesPerPolicy: 2 });
    });
    after(() => house.close());

    async function create(input: object): Promise<Answer> {
      return (await house.make('createPolicy', input, shown))['policy'] as Answer;
    }

    async function schedule(name: string, rest: object = {}): Promise<string> {
      const { schedule } = await house.make(
        'createSchedule',
        { name, hour: 0, ...rest },
        'schedule { guid }',
      );
      return String(schedule.guid);
    }

    async function policyOf(vm: string): Promise<string | null> {
      const { virtualMachine } = await house.data(`{ virtualMachine(guid: "${vm}") { policy { name } } }`);
      return virtualMachine.policy?.name ?? null;
    }

    test('are made with their rules and machines in one step, with the defaults of the legacy API', async () => {
      const [one = '', two = ''] = await house.machines([{ name: 'b-one' }, { name: 'a-two' }]);
      const nightly = await schedule('nightly');

      const policy = await create({
        name: 'gold',
        priority: 60,
        vmGuids: [one, two, one],
        rules: [
          {
            name: 'Default',
            scheduleGuids: [nightly],
            destinations: [
              { destinationGuid: house.destination, keepLastFull: 7, retentionLockDays: 3 },
              { destinationGuid: house.destination, roleType: 'SECONDARY', active: false },
            ],
          },
        ],
      });

      const [rule] = policy['rules'];
      assert.deepEqual(
        policy['virtualMachines'].map(({ name }: Answer) => name),
        ['a-two', 'b-one'],
      );
      assert.deepEqual(
        [policy['kind'], policy['active'], policy['priority'], policy['vmCount'], policy['ruleCount']],
        ['VM_BACKUP', true, 60, 2, 1],
      );
      assert.deepEqual(rule.schedules, [{ name: 'nightly' }]);
      assert.deepEqual([rule.vmCount, rule.scheduleCount, rule.backupCount], [2, 1, 0]);
      assert.deepEqual(rule.destinations, [
        {
          roleType: 'PRIMARY',
          active: true,
          destination: { name: 'vault' },
          keepLastFull: 7,
          keepFullNewer: 2_592_000_000,
          keepLastWhileSourceExists: false,
          retentionLockDays: 3,
        },
        {
          roleType: 'SECONDARY',
          active: false,
          destination: { name: 'vault' },
          keepLastFull: 4,
          keepFullNewer: 2_592_000_000,
          keepLastWhileSourceExists: false,
          retentionLockDays: null,
        },
      ]);
    });

    test('move machines that are given to another, and keep what a change leaves out', async () => {
      const [mover = '', stayer = ''] = await house.machines([{ name: 'mover' }, { name: 'stayer' }]);
      const first = await create({ name: 'first', vmGuids: [mover, stayer], backupRetryCount: 2 });
      const second = await create({ name: 'second', vmGuids: [mover] });

      const kept = await house.make('updatePolicy', { guid: first['guid'], priority: 70 }, shown);
      const emptied = await house.make(
        'updatePolicy',
        { guid: second['guid'], vmGuids: null, priority: null },
        shown,
      );

      assert.deepEqual(
        [kept['policy'].virtualMachines, kept['policy'].priority, kept['policy'].backupRetryCount],
        [[{ name: 'stayer' }], 70, 2],
      );
      assert.deepEqual([emptied['policy'].vmCount, emptied['policy'].priority], [0, 50]);
      assert.equal(await policyOf(mover), null);
      assert.equal(await policyOf(stayer), 'first');
    });

    test('change, make and delete rules by what their body lists', async () => {
      const { guid, rules } = await create({ name: 'ruled', rules: [{ name: 'a' }, { name: 'b' }] });
      const [a] = rules;

      const { policy } = await house.make(
        'updatePolicy',
        { guid, rules: [{ guid: a.guid, active: false }, { name: 'c' }] },
        shown,
      );

      assert.deepEqual(
        policy.rules.map(({ guid: of, name, active, position }: Answer) => [
          of === a.guid,
          name,
          active,
          position,
        ]),
        [
          [true, 'a', false, 0],
          [false, 'c', true, 1],
        ],
      );
      const refused: [object, string][] = [
        [{ guid, rules: [{ name: 'x' }, { name: 'y' }, { name: 'z' }] }, 'RULE_LIMIT rules'],
        [{ guid, rules: [{ guid: crypto.randomUUID() }] }, 'REFERENCE_NOT_FOUND rules'],
        [{ guid, rules: [{ name: 'x' }, { name: 'x' }] }, 'NAME_NOT_UNIQUE name'],
      ];
      for (const [input, reason] of refused)
        assert.equal(await house.refused('updatePolicy', input), reason, JSON.stringify(input));
    });

    test('hold as many rules as the setting says, made one by one too', async () => {
      const { guid } = await create({ name: 'limited' });
      const input = { policyGuid: guid, name: 'Default' };

      const { rule } = await house.make('createRule', input, 'rule { guid position policy { name } }');
      await house.make('createRule', { ...input, name: 'second' }, 'rule { guid }');

      const query = `query ($guid: ID!) { rules(filter: { policyGuids: [$guid], kind: VM_BACKUP }, orderBy: { field: NAME, direction: DESC }) {
        nodes { name } } }`;
      assert.deepEqual((await house.data(query, { guid })).rules.nodes, [
        { name: 'second' },
        { name: 'Default' },
      ]);
      assert.deepEqual([rule.position, rule.policy.name], [0, 'limited']);
      assert.equal(await house.refused('createRule', { ...input, name: 'third' }), 'RULE_LIMIT rules');
      await house.make('deleteRule', { guid: rule.guid }, 'guid');
      assert.equal(await house.refused('updateRule', { guid: rule.guid }), 'NOT_FOUND');
      assert.equal(
        await house.refused('createRule', { ...input, policyGuid: crypto.randomUUID() }),
        'REFERENCE_NOT_FOUND policyGuid',
      );
    });

    test('attach schedules of their kind alone, from either side', async () => {
      const { guid } = await create({ name: 'attached' });
      const { rule } = await house.make('createRule', { policyGuid: guid, name: 'Default' }, 'rule { guid }');
      const [one, snapshots] = [await schedule('one'), await schedule('snapshots', { type: 'VM_SNAPSHOT' })];

      await house.make('updateSchedule', { guid: one, ruleGuids: [rule.guid] }, 'schedule { guid }');
      const query = `{ schedules(filter: { policyGuids: ["${guid}"] }) { nodes { name rules { guid } policies { name } } } }`;
      const found = await house.data(query);

      assert.deepEqual(found.schedules.nodes, [
        { name: 'one', rules: [{ guid: rule.guid }], policies: [{ name: 'attached' }] },
      ]);
      for (const [name, input] of [
        ['updateRule', { guid: rule.guid, scheduleGuids: [one, snapshots] }],
        ['updateSchedule', { guid: snapshots, ruleGuids: [rule.guid] }],
      ] as const)
        assert.match(await house.refused(name, input), /^VALIDATION/);
      await house.make('updateRule', { guid: rule.guid, scheduleGuids: null }, 'rule { guid }');
      assert.deepEqual((await house.data(query)).schedules.nodes, []);
    });

    test('refuse what is none, and name what is wrong', async () => {
      const refused: [object, string][] = [
        [{ name: 'gold' }, 'NAME_NOT_UNIQUE name'],
        [{ name: 'p', priority: 101 }, 'VALIDATION priority'],
        [{ name: 'p', backupRetryCount: -1 }, 'VALIDATION backupRetryCount'],
        [{ name: 'p', failRemainingStoreThreshold: 101 }, 'VALIDATION failRemainingStoreThreshold'],
        [{ name: 'p', vmGuids: [crypto.randomUUID()] }, 'REFERENCE_NOT_FOUND vmGuids'],
        [{ name: 'p', mailingListGuid: crypto.randomUUID() }, 'REFERENCE_NOT_FOUND mailingListGuid'],
        [{ name: 'p', autoAssign: { includeRegExps: ['('] } }, 'VALIDATION includeRegExps'],
        [
          { name: 'p', rules: [{ name: 'r', destinations: [{ destinationGuid: crypto.randomUUID() }] }] },
          'REFERENCE_NOT_FOUND destinations',
        ],
      ];

      for (const [input, reason] of refused)
        assert.equal(await house.refused('createPolicy', input), reason, JSON.stringify(input));
      const { policies } = await house.data('{ policies(filter: { active: true }) { nodes { name } } }');
      assert.ok(!policies.nodes.some(({ name }: Answer) => name === 'p'));
    });

    test('take machines by their rules, first as a preview', async () => {
      const [web = '', tmp = ''] = await house.machines([
        { name: 'auto-web', tags: ['auto'] },
        { name: 'auto-tmp', tags: ['auto'] },
      ]);
      const autoAssign = { mode: 'ASSIGN_AND_REMOVE', includeTags: ['auto'], excludeRegExps: ['.*-tmp'] };
      const query = `query ($input: AutoAssignmentPreviewInput!) {
        autoAssignmentPreview(input: $input) { type reason virtualMachine { name } } }`;

      const preview = await house.data(query, { input: { autoAssign } });
      const { guid } = await create({ name: 'self', autoAssign, executeAutoAssignment: true, active: false });

      assert.deepEqual(preview.autoAssignmentPreview, [
        { type: 'ASSIGN', reason: 'TAG_MATCH', virtualMachine: { name: 'auto-web' } },
      ]);
      assert.deepEqual([await policyOf(web), await policyOf(tmp)], ['self', null]);
      await sql`update backup.virtual_machine set tags = '{}' where guid = ${web}`.execute(
        house.parts.store.sql,
      );
      await executeAutoAssignment(house.parts, [String(guid)]);
      assert.equal(await policyOf(web), null);
    });

    test('lose vanished machines when an inventory is read, if they want it', async () => {
      const gone = await house.machines([{ name: 'gone-1' }, { name: 'gone-2' }]);
      await create({ name: 'cleaning', autoRemoveNonPresent: true, vmGuids: gone.slice(0, 1) });
      await create({ name: 'keeping', vmGuids: gone.slice(1) });
      await house.rows(sql`
        update backup.virtual_machine set present = false where guid = any(${gone}::uuid[]) returning guid`);

      await house.parts.store.transaction((tx) => new Scheduler(house.parts).inventoryRead(tx));

      assert.deepEqual([await policyOf(gone[0] ?? ''), await policyOf(gone[1] ?? '')], [null, 'keeping']);
    });

    test('of another tenant are not there, save those opened to all or to a project', async () => {
      const [one, two] = [tenantViewer('p-one'), tenantViewer('p-two')];
      const [foreign = ''] = await house.machines([{ name: 'foreign', tenantId: 'p-two' }]);
      const [project] = await house.rows(sql<{ guid: string }>`
        insert into backup.project (manager_guid, uuid, name) values (${house.manager}, 'p-two', 'two') returning guid`);
      const own = 'policy { guid tenantId nameScoped }';

      const { policy } = await house.make('createPolicy', { name: 'own' }, own, one);
      await house.make('createPolicy', { name: 'own' }, own, two);
      await create({ name: 'opened', visibleForAllProjects: true });
      const shared = await create({ name: 'for two', projectGuids: [project?.guid] });
      const names = async (viewer: typeof one): Promise<string[]> => {
        const { policies } = await house.data('{ policies { nodes { name } } }', {}, viewer);
        return policies.nodes.map(({ name }: Answer) => name);
      };

      assert.deepEqual([policy.tenantId, policy.nameScoped], ['p-one', true]);
      assert.deepEqual(await names(one), ['opened', 'own']);
      assert.deepEqual(await names(two), ['for two', 'opened', 'own']);
      assert.equal(await house.refused('updatePolicy', { guid: policy.guid }, two), 'NOT_FOUND');
      assert.equal(
        await house.refused('createRule', { policyGuid: policy.guid, name: 'r' }, two),
        'REFERENCE_NOT_FOUND policyGuid',
      );
      assert.equal(
        await house.refused('updatePolicy', { guid: policy.guid, vmGuids: [foreign] }, one),
        'REFERENCE_NOT_FOUND vmGuids',
      );
      const [mine = ''] = await house.machines([{ name: 'mine', tenantId: 'p-one' }]);
      const { virtualMachine } = await house.make(
        'updateVirtualMachine',
        { guid: foreign, policyGuid: shared.guid },
        'virtualMachine { policy { name } }',
        two,
      );
      assert.equal(virtualMachine.policy.name, 'for two');
      assert.equal(
        await house.refused('updateVirtualMachine', { guid: mine, policyGuid: shared.guid }, one),
        'REFERENCE_NOT_FOUND policyGuid',
      );
    });

    test('go with their rules; machines, schedules and backups stay', async () => {
      const [vm = ''] = await house.machines([{ name: 'survivor' }]);
      const kept = await schedule('kept');
      const { guid, rules } = await create({
        name: 'doomed',
        vmGuids: [vm],
        rules: [{ name: 'Default', scheduleGuids: [kept] }],
      });

      await house.make('deletePolicy', { guid }, 'guid');

      const query = `{ policy(guid: "${guid}") { guid } rule(guid: "${rules[0].guid}") { guid } schedule(guid: "${kept}") { name } }`;
      assert.deepEqual(await house.data(query), { policy: null, rule: null, schedule: { name: 'kept' } });
      assert.equal(await policyOf(vm), null);
    });

    test('are listed by the mean size of their backups, page by page', async () => {
      const { policies } =
        await house.data(`{ policies(first: 3, orderBy: { field: AVERAGE_BACKUP_SIZE, direction: DESC }) {
        nodes { name averageBackupSize } pageInfo { endCursor } } }`);
      const rest = await house.data(
        `query ($after: String) { policies(after: $after, orderBy: { field: AVERAGE_BACKUP_SIZE, direction: DESC }) { nodes { name } totalCount } }`,
        { after: policies.pageInfo.endCursor },
      );

      assert.equal(policies.nodes.length + rest.policies.nodes.length, rest.policies.totalCount);
    });
  });
}
