import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { lastFirst } from '../support/last-first.js';
import { waitFor } from '../support/wait-for.js';
import { GraphPortal } from './graph-portal.js';
import { PortalHouse, portalAccount } from './portal-house.js';
import type { Portal, PortalBackup, PortalMachine, PortalWork, SeenTask } from './portal.js';
import { RestPortal } from './rest-portal.js';

/** Who does things, and who looks on, in whose words. */
interface Day {
  readonly title: string;
  readonly machine: RegExp;
  readonly open: (house: PortalHouse) => { readonly doing: Portal; readonly looking: Portal };
}

const owner = lastFirst({ after });
const rest = ({ product }: PortalHouse): Portal => new RestPortal(product.url);
const graph = ({ product }: PortalHouse): Portal => new GraphPortal(owner, product.url);

const days: readonly Day[] = [
  {
    title: 'over the vProtect API alone',
    machine: /^(?!dummy).*-1$/,
    open: (house) => {
      const portal = rest(house);
      return { doing: portal, looking: portal };
    },
  },
  {
    title: 'over GraphQL alone',
    machine: /^(?!dummy).*-2$/,
    open: (house) => {
      const portal = graph(house);
      return { doing: portal, looking: portal };
    },
  },
  {
    title: 'begun over the vProtect API and watched over GraphQL, with a machine of a cloud',
    machine: /^dummy-1$/,
    open: (house) => ({ doing: rest(house), looking: graph(house) }),
  },
  {
    title: 'begun over GraphQL and watched over the vProtect API',
    machine: /^(?!dummy).*-4$/,
    open: (house) => ({ doing: graph(house), looking: rest(house) }),
  },
];

/** The types of what was seen, each once, in the order they began. */
function typesOf(seen: readonly SeenTask[]): string[] {
  return [...new Set(seen.map(({ type }) => type))];
}

/** Whoever looks on sees each task go forward only, and all of it in the end. */
function assertForward(seen: readonly SeenTask[]): void {
  const order = ['QUEUED', 'RUNNING', 'FINISHED'];
  for (const [type, tasks] of Map.groupBy(seen, (task) => task.type)) {
    const places = tasks.map(({ state }) => order.indexOf(state));
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
      type,
    );
    const progress = tasks.map((task) => task.progress);
    assert.deepEqual(
      progress,
      progress.toSorted((a, b) => a - b),
      type,
    );
    assert.deepEqual([tasks.at(-1)?.state, tasks.at(-1)?.progress], ['FINISHED', 100], type);
  }
}

function statusesOf(backups: readonly PortalBackup[]): string[] {
  return backups.map(({ status }) => status).sort();
}

describe('the day of a portal', () => {
  let house: PortalHouse;
  before(async () => {
    house = await PortalHouse.open(owner);
  });

  for (const { title, machine: wanted, open } of days)
    describe(title, () => {
      let [doing, looking]: Portal[] = [];
      let machine: PortalMachine;
      let destination = '';
      let kept = { policy: '', rule: '' };
      let done: PortalWork;
      const portals = (): { doing: Portal; looking: Portal } => {
        assert.ok(doing && looking);
        return { doing, looking };
      };
      before(() => {
        ({ doing, looking } = open(house));
      });

      async function backUp(guid: string): Promise<PortalWork> {
        const work = await portals().doing.export({ machine: guid, destination, priority: 70 });
        assert.equal(work.type, 'EXPORT');
        const seen = await portals().looking.follow(work, 'STORE');
        assert.deepEqual(typesOf(seen), ['EXPORT', 'STORE']);
        assertForward(seen);
        return work;
      }

      test('begins with a login and the machines', async () => {
        const { doing: one, looking: other } = portals();
        await one.login(portalAccount.name, portalAccount.password);
        await other.login(portalAccount.name, portalAccount.password);

        const machines = await one.machines();

        assert.deepEqual(await other.machines(), machines);
        const found = machines.find(({ name }) => wanted.test(name));
        assert.ok(found, JSON.stringify(machines));
        machine = found;
        assert.deepEqual(await one.machine(machine.guid), { ...machine, policy: null, upToDate: null });
        assert.deepEqual([machine.present, machine.backedUp], [true, false]);
      });

      test('protects one by a policy with a rule', async () => {
        const { doing: one, looking: other } = portals();
        [{ guid: destination = '' } = {}] = await one.destinations();

        kept = await one.protect({ name: `gold ${title}`, machine: machine.guid, destination });

        const { policy, upToDate } = await other.machine(machine.guid);
        assert.deepEqual([policy, upToDate], [`gold ${title}`, null]);
      });

      test('backs it up, and whoever watches sees the export and the store to their end', async () => {
        done = await backUp(machine.guid);

        const history = await portals().looking.history(machine.guid);
        assert.deepEqual(history, [{ guid: done.backup, status: 'SUCCESS' }]);
        assert.equal((await portals().looking.machine(machine.guid)).backedUp, true);
      });

      test('cancels a second export while it waits, and both are history', async () => {
        const waiting = await portals().doing.export({
          machine: machine.guid,
          notBefore: Date.now() + 3_600_000,
        });

        const state = await portals().doing.cancel(waiting.task, 'Canceled by user');

        assert.equal(state, 'CANCELLED');
        assert.deepEqual(statusesOf(await portals().looking.history(machine.guid)), ['FAILED', 'SUCCESS']);
      });

      test('restores it as a new machine whose content is the same', async () => {
        const { doing: one, looking: other } = portals();
        const known = new Set((await other.machines()).map(({ uuid }) => uuid));
        const manager = await one.managerFor(done.backup ?? '');

        const work = await one.restore(done.backup ?? '', manager, 'again');
        const seen = await other.follow(work, 'IMPORT');
        await one.readInventory(manager);
        const restored = (await other.machines()).filter(({ uuid }) => !known.has(uuid));

        assert.equal(work.type, 'RESTORE');
        assert.deepEqual(typesOf(seen), ['RESTORE', 'IMPORT']);
        assertForward(seen);
        assert.equal(restored.length, 1);
        const again = await backUp(restored[0]!.guid);
        const digests = await house.digestsOf(done.backup ?? '');
        assert.ok(digests.length > 0);
        assert.deepEqual(await house.digestsOf(again.backup ?? ''), digests);
      });

      test('has a schedule that fires by itself, and the machine is up to date', async () => {
        const { doing: one, looking: other } = portals();
        const hour = (Date.now() + 2000) % 86_400_000;

        const schedule = await one.schedule(`nightly ${title}`, hour, kept.rule);
        const work = await other.fired(schedule);
        await other.follow(work, 'STORE');

        assert.equal(work.type, 'EXPORT');
        assert.equal((await other.machine(machine.guid)).upToDate, true);
        await one.deleteSchedule(schedule);
        assert.equal((await other.machine(machine.guid)).upToDate, null);
      });

      test('ends with the first backup deleted, and the policy', async () => {
        const { doing: one, looking: other } = portals();

        const work = await one.deleteBackup(done.backup ?? '');
        await other.follow(work, 'DELETE');
        await one.deletePolicy(kept.policy);

        const removed = (await other.history(machine.guid)).find(({ guid }) => guid === done.backup);
        assert.equal(removed?.status, 'SUCCESS_REMOVED');
        assert.equal((await other.machine(machine.guid)).policy, null);
      });
    });

  test('leaves records of its backups where backup agents keep theirs, by the host and beside the node', async () => {
    const query = `{ virtualMachines(filter: { text: "dummy-1" }, first: 1) { nodes {
      uuid computeNode { uuid name } backupRecords(first: 5) { nodes { hostName container } } } } }`;
    interface Found {
      readonly uuid: string;
      readonly computeNode: object;
      readonly backupRecords: { readonly nodes: readonly object[] };
    }

    const machine = await waitFor('the records', async () => {
      const { virtualMachines } = await house.ask<{ virtualMachines: { nodes: readonly Found[] } }>(query);
      const [found] = virtualMachines.nodes;
      return found && found.backupRecords.nodes.length > 0 ? found : undefined;
    });

    assert.deepEqual(machine.computeNode, { uuid: machine.uuid, name: 'dummy-1' });
    assert.deepEqual(machine.backupRecords.nodes[0], { hostName: 'dummy-1', container: 'shelf' });
  });
});
