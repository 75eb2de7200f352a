import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isObjectType, parse, type GraphQLField, type GraphQLObjectType } from 'graphql';
import { documentedDialects } from '../../bin/commands/dialects.js';
import { apiSchemaOf } from '../../gateway/federation/federation.js';
import { rowOf, type RouteRow } from '../contract/vprotect/routes.js';
import { filledIn } from '../contract/vprotect/run-exchanges.js';
import { operationOf } from '../fuzz/graphql-operations.js';
import { ask, askWell, authorization, type GraphPlace } from '../support/graph-client.js';
import { lastFirst } from '../support/last-first.js';
import { toGlobalId } from '../../schema/global-id.js';
import { readSource } from '../support/source-tree.js';
import { aimedCalls, type Aim } from './aimed-calls.js';
import { recorded, TenantHouse } from './tenant-house.js';
import { watch, type LiveEvent } from './watcher.js';

type Field = GraphQLField<unknown, unknown>;

interface Sums {
  readonly protectionCounts: Readonly<Record<string, number>>;
  readonly backupStatistics: Readonly<Record<string, number>>;
  readonly chargeback: readonly object[];
  readonly backupReport: { readonly backups: { readonly lines: readonly object[] } };
}

const schema = apiSchemaOf(readSource('schema/supergraph.graphql'));
const ours = rootNames(readSource('schema/backup.graphql'));
const routes: readonly RouteRow[] = documentedDialects().find(({ name }) => name === 'vprotect')?.rows ?? [];
const exchanges = recorded('inventory', 'calendar', 'policy', 'work', 'house');

/** Arguments inside of answers that are not for us to leave out. */
const inner: Readonly<Record<string, unknown>> = {
  path: '/',
  paths: ['/'],
  timeZone: 'UTC',
  format: 'HTML',
};

/** Queries whose answers name nothing a tenant has: sums, plans, and what is there for all tenants. */
const tellsNoOne = new Set(
  `canSendBackupReports protectionCounts backupStatistics backupSizeStatistics chargeback autoAssignmentPreview previewSchedule firings
   backupDestinations backupDestination backupNodes backupNode hypervisorManagers hypervisorManager
   hypervisorClusters hypervisors hypervisorStorages networks flavors`.split(/\s+/),
);

/** Calls that are content where there is nothing for them to do, and parts that are looked for in the caller's own backup alone. */
const doNothing = new Set([
  'restoreBackup by input.networks.networkInterfaceGuid',
  'restoreBackup by input.disks.backupFileGuid',
  'restoreBackup by input.fileSystems.fileSystemGuid',
  'restoreBackup by input.backupFileGuids',
  'acknowledgeWarnings by input.guids',
  'removeVanishedVirtualMachines by input.guids',
  'removeTasks by input.workflow',
  'removeWorkflow by input.guid',
]);

/** The root fields of the backup subgraph by the type they are of. */
function rootNames(sdl: string): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    parse(sdl).definitions.flatMap((definition) =>
      'fields' in definition && /^(Query|Mutation|Subscription)$/.test(definition.name.value)
        ? [[definition.name.value, new Set(definition.fields?.map(({ name }) => name.value))]]
        : [],
    ),
  );
}

function fieldsOf(type: GraphQLObjectType | null | undefined): readonly Field[] {
  const names = ours.get(type?.name ?? '');
  return Object.values(type?.getFields() ?? {}).filter(({ name }) => names?.has(name)) as Field[];
}

function isNode(name: string): boolean {
  const type = schema.getType(name);
  return isObjectType(type) && type.getInterfaces().some((found) => found.name === 'Node');
}

/** What it comes to for the caller, without the GUIDs he has sent himself. */
function outcome(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<guid>')
    .replaceAll(/"requestId":"[^"]*"/g, '"requestId"')
    .replaceAll(/"cursor":"[^"]*"/g, '"cursor"')
    .replaceAll(/"\d{4}-\d\d-\d\dT[^"]*"/g, '"<time>"')
    .replaceAll(/\d{13}/g, '<time>');
}

describe('the wall between the tenants of backups', () => {
  const owner = lastFirst({ after });
  let house: TenantHouse;
  const foreign: Aim = (table) => house.foreign(table);
  const nothing: Aim = () => crypto.randomUUID();
  before(async () => {
    house = await TenantHouse.open(owner);
  });

  function assertTellsNothing(text: string, sent: unknown): void {
    const said = JSON.stringify(sent ?? null);
    const told = house.secrets.filter((guid) => text.includes(guid) && !said.includes(guid));
    assert.deepEqual(told, [], text.slice(0, 2000));
  }

  test('has something to hide of every kind', () => {
    for (const [table, guids] of house.owned) assert.ok(guids.length > 0 || table === 'firing', table);
  });

  for (const field of fieldsOf(schema.getQueryType()))
    test(`hides what there is from the query ${field.name}`, async () => {
      const { text: whole, variables } = operationOf('query', field);
      const send = async (place: GraphPlace, args: Readonly<Record<string, unknown>>): Promise<string> => {
        const given = Object.entries(variables).map(([name, { owner: of, name: arg }]) => [
          name,
          of === field.name ? args[arg] : inner[arg],
        ]);
        const sent = Object.fromEntries(given) as Record<string, unknown>;
        const { text } = await ask(place, whole, sent);
        assert.doesNotMatch(text, /Parsing aborted|was not provided|got invalid value/);
        if (place === house.spy) assertTellsNothing(text, sent);
        return text;
      };
      let told = 0;

      for (const call of aimedCalls(house, field)) {
        const met = await send(house.spy, call.args(foreign));
        assert.equal(outcome(met), outcome(await send(house.spy, call.args(nothing))), call.told);
        const all = await send(house.root, call.args(foreign));
        told += house.secrets.filter((guid) => all.includes(guid)).length;
      }

      // Otherwise nothing was hidden.
      assert.equal(told > 0, !tellsNoOne.has(field.name));
    });

  test('gives null by global ids though nothing but the id is asked for', async () => {
    const things = [...house.owned].flatMap(([table, guids]) => {
      const type = table.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
      return isNode(type) ? guids.map((guid) => ({ type, id: toGlobalId(type, guid) })) : [];
    });
    const seenBy = async (place: GraphPlace): Promise<readonly unknown[]> => {
      const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';
      return (await askWell<{ nodes: unknown[] }>(place, query, { ids: things.map(({ id }) => id) })).nodes;
    };

    const [whole, met] = [await seenBy(house.root), await seenBy(house.spy)];

    assert.ok(new Set(things.map(({ type }) => type)).size > 10);
    assert.deepEqual(
      whole,
      things.map(({ type, id }) => ({ __typename: type, id })),
    );
    assert.deepEqual(
      met,
      things.map(() => null),
    );
  });

  test('counts and charges nothing but what is of the own tenant', async () => {
    const { data, errors } = await ask<Sums>(
      house.spy,
      `{ protectionCounts { protected notProtected noSchedule } backupStatistics { successful failed inProgress queued }
        chargeback(groupBy: VIRTUAL_MACHINE, kind: STORED) { guid } backupReport(lines: 10) { backups { lines { virtualMachineGuid } } } }`,
    );

    assert.deepEqual(errors, []);
    const machine = house.own('virtual_machine');
    const sum = (counts: Readonly<Record<string, number>> = {}): number =>
      Object.values(counts).reduce((all, one) => all + one, 0);
    assert.deepEqual([sum(data?.protectionCounts), sum(data?.backupStatistics)], [1, 1]);
    assert.deepEqual(data?.chargeback, [{ guid: machine }]);
    assert.deepEqual(data?.backupReport.backups.lines, [{ virtualMachineGuid: machine }]);
  });

  for (const field of fieldsOf(schema.getMutationType()))
    test(`keeps the mutation ${field.name} away from it`, async () => {
      const rows = await house.rows();
      for (const call of aimedCalls(house, field)) {
        const send = async (aim: Aim): Promise<string> => {
          const args = call.args(aim);
          const operation = `mutation ($input: ${String(field.args[0]?.type)}) { done: ${field.name}(input: $input) { __typename } }`;
          const { text } = await ask(house.spy, operation, args);
          assertTellsNothing(text, args);
          return text;
        };

        const met = outcome(await send(foreign));
        assert.equal(met, outcome(await send(nothing)), call.told);
        if (call.walled && !doNothing.has(call.told)) assert.match(met, /NOT_FOUND|FORBIDDEN/, call.told);
      }
      assert.deepEqual(await house.rows(), rows);
    });

  for (const field of fieldsOf(schema.getSubscriptionType()))
    test(`tells nothing of it by the subscription ${field.name}`, async () => {
      const { text, variables } = operationOf('query', field);
      const subscription = text.replace(/^query/, 'subscription');
      const watching = [undefined, ...aimedCalls(house, field)].map((call) => {
        const args = call?.args(foreign) ?? {};
        const given = Object.entries(variables).map(([name, { name: arg }]) => [name, args[arg]]);
        return watch<LiveEvent>(owner, house.spy, field.name, subscription, Object.fromEntries(given));
      });
      const seen = watch<LiveEvent>(owner, house.root, field.name, subscription);
      for (const one of [...watching, seen]) await one.until('the present state', () => true);

      await change(house);

      await seen.until('the change', ({ kind }) => kind !== 'SNAPSHOT');
      for (const { events } of watching) {
        assert.deepEqual(
          events.map(({ kind }) => kind),
          ['SNAPSHOT'],
        );
        assertTellsNothing(JSON.stringify(events), null);
      }
    });

  test('stands for every route of the vProtect API', async () => {
    const rows = await house.rows();
    const asked = new Set<RouteRow | undefined>();
    for (const { request } of exchanges) {
      if (request.path.startsWith('/session/')) continue;
      const sent = filledIn(request, house.kept);
      const { body, path, method } = sent;
      const answer = await fetch(`${house.product.url}/api${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...authorization(house.spy) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      assertTellsNothing(text, [path, body]);
      const row = rowOf(routes, request);
      const isOfOne = row?.path.includes(':') && house.secrets.some((guid) => path.includes(guid));
      if (isOfOne) assert.ok([400, 403, 404].includes(answer.status), `${method} ${path}: ${text}`);
      if (isOfOne && method === 'GET') assert.equal(answer.status, 404, `${path}: ${text}`);
      asked.add(row);
    }

    for (const row of routes.filter((some) => 'live' in some)) {
      for (const guid of house.secrets) {
        const path = row.path.replace(/:\w+/, guid);
        const answer = await fetch(house.product.url + path, { headers: authorization(house.spy) });
        assertTellsNothing(await answer.text(), [path]);
        assert.equal(answer.status, 404, path);
      }
      asked.add(row);
    }

    const left = routes.filter((row) => !asked.has(row) && !row.path.includes('/session/'));
    assert.deepEqual(
      left.map(({ path }) => path),
      [],
    );
    assert.deepEqual(await house.rows(), rows);
  });
});

/** Changes something of the first tenant that its subscribers are told of. */
async function change(house: TenantHouse): Promise<void> {
  await askWell(
    house.root,
    'mutation ($input: DescribeBackupInput!) { describeBackup(input: $input) { backup { guid } } }',
    { input: { guid: house.kept.get('allBackup'), description: 'told to its own tenant' } },
  );
}
