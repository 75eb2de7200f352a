import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { CloudError } from '../../subgraphs/compute/drivers/driver.js';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { cannotRun, engines } from '../support/engines.js';
import { waitFor } from '../support/wait-for.js';
import { ComputeHouse } from './compute-house.js';
import { FarCloud, farNode } from './far-cloud.js';

const start = `mutation ($input: StartComputeNodeInput!) { startComputeNode(input: $input) { task { guid computeNode { nativeId } } cursor node { nativeId name state tenantId } } }`;
const stop =
  'mutation ($input: StopComputeNodeInput!) { stopComputeNode(input: $input) { nodeId task { guid } node { name } } }';
const assign =
  'mutation ($input: AssignComputeNodeInput!) { assignComputeNode(input: $input) { message task { guid } assignment { number status user recipe hostName } node { assignment { user } } } }';
const release =
  'mutation ($input: ReleaseComputeNodeInput!) { releaseComputeNode(input: $input) { message nodeDestroyed task { guid } assignment { status user } } }';

interface Started {
  readonly startComputeNode: {
    readonly task: { readonly guid: string; readonly computeNode: object | null };
    readonly cursor: string;
    readonly node: { readonly nativeId: string } | null;
  };
}

for (const kind of engines) {
  describe(`work on machines (${kind})`, { skip: cannotRun(kind) }, () => {
    let folder: string;
    let house: ComputeHouse;
    let far: FarCloud;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'work-'));
      const cloudsFile = join(folder, 'clouds.json');
      await writeFile(cloudsFile, JSON.stringify({ default: { ENGINE: 'far' } }));
      far = new FarCloud();
      house = await ComputeHouse.open({
        kind,
        config: { cloudsFile, catalogCache: 0, cloudTimeout: 1000, refreshInterval: 3_600_000 },
        drivers: [far.type],
      });
    });
    after(async () => {
      await house.close();
      await rm(folder, { recursive: true });
    });
    beforeEach(() => {
      Object.assign(far, { nodes: [farNode('a'), farNode('b')], bornAs: 'RUNNING' });
      far.failures.length = 0;
      far.destroyed.length = 0;
      far.created.clear();
    });

    const wish = { name: 'web', imageId: 'i', sizeId: 's' };
    async function status(nodeId: string): Promise<string | undefined> {
      const { cloud } = await house.data<{
        cloud: { assignments: { nodes: { nodeId: string; status: string }[] } };
      }>('{ cloud { assignments(refresh: true) { nodes { nodeId status } } } }');
      return cloud.assignments.nodes.find((record) => record.nodeId === nodeId)?.status;
    }

    test('a start gives its task at once and the machine when it is there', async () => {
      const { startComputeNode } = await house.data<Started>(start, {
        input: { ...wish, keyName: 'k', metadata: { team: 'blue' } },
      });
      const task = await house.kernel.ended(startComputeNode.task.guid);

      assert.deepEqual(
        [task.state, task.step, task.requestedBy, task.about.length],
        ['FINISHED', 'running', 'local', 1],
      );
      assert.deepEqual(
        [...far.created.entries()],
        [[task.guid, { ...wish, keyName: 'k', metadata: { team: 'blue' } }]],
      );
      assert.match(startComputeNode.cursor, /^core\.\d+$/);
    });

    test('a start that waits answers when the cloud has accepted it, and goes on until it runs', async () => {
      far.bornAs = 'PENDING';

      const { startComputeNode } = await house.data<Started>(start, { input: { ...wish, wait: true } });
      const node = far.nodes.at(-1)!;
      const building = await house.kernel.tasks.waitFor(
        startComputeNode.task.guid,
        ({ step }) => step === 'building',
        5000,
      );
      far.nodes = far.nodes.map((other) => (other.id === node.id ? { ...other, state: 'RUNNING' } : other));
      const task = await house.kernel.ended(startComputeNode.task.guid);

      assert.deepEqual(startComputeNode.node, {
        nativeId: node.id,
        name: 'web',
        state: 'PENDING',
        tenantId: null,
      });
      assert.deepEqual(startComputeNode.task.computeNode, { nativeId: node.id });
      assert.equal(building.state, 'RUNNING');
      assert.deepEqual(task.result, { cloud: 'default', nodeId: node.id });
    });

    test("a start whose cloud fails is the waiting request's error, and a task that failed", async () => {
      far.failures.push(undefined, undefined, new CloudError('REFUSED', 'the quota is used up'));

      const fault = await house.fault(start, { input: { ...wish, wait: true } });

      assert.deepEqual(fault, {
        message: 'The cloud "default" could not start a node: the quota is used up',
        code: 'BACKEND_ERROR',
        reason: 'TASK_FAILED',
      });
      assert.equal(far.created.size, 0);
    });

    test('a start fails when its machine fails to build, or is gone before it runs', async () => {
      far.bornAs = 'ERROR';
      const { startComputeNode: broken } = await house.data<Started>(start, { input: wish });

      const task = await house.kernel.ended(broken.task.guid);

      assert.equal(task.state, 'FAILED');
      assert.match(task.error?.message ?? '', /failed to build/);
    });

    test('a machine belongs to the tenant of who started it', async () => {
      const viewer = { ...openViewer, tenantId: 'blue' };

      const { startComputeNode } = await house.data<Started>(
        start,
        { input: { ...wish, wait: true } },
        viewer,
      );

      assert.deepEqual(
        { ...startComputeNode.node, nativeId: '' },
        { nativeId: '', name: 'web', state: 'RUNNING', tenantId: 'blue' },
      );
    });

    test('the same idempotency key gives the first task, for a stop also when the machine is gone', async () => {
      const key = { idempotencyKey: 'once' };
      const first = await house.data<Started>(start, { input: { ...wish, ...key, wait: true } });
      const second = await house.data<Started>(start, { input: { ...wish, ...key, wait: true } });
      const stopInput = { input: { nodeId: first.startComputeNode.node?.nativeId, ...key, wait: true } };
      const stopped = await house.data(stop, stopInput);
      const again = await house.data(stop, stopInput);

      assert.deepEqual(
        [second.startComputeNode.task, second.startComputeNode.node],
        [first.startComputeNode.task, first.startComputeNode.node],
      );
      assert.equal(far.created.size, 1);
      assert.deepEqual(again, stopped);
      assert.equal(far.destroyed.length, 1);
      assert.equal(
        (await house.fault(stop, { input: { nodeId: 'nope', idempotencyKey: 'other', wait: true } })).reason,
        'UNKNOWN_NODE',
      );
    });

    test('two stops of one machine at once: one destroys, the other is told', async () => {
      const input = { nodeId: 'a', wait: true };

      const outcomes = await Promise.all([house.execute(stop, { input }), house.execute(stop, { input })]);

      const faults = outcomes.flatMap(({ errors }) => errors ?? []);
      assert.equal(faults.length, 1);
      assert.match(String(faults[0]?.extensions?.['reason']), /^(BEING_REMOVED|UNKNOWN_NODE)$/);
      assert.deepEqual(far.destroyed, ['a']);
    });

    test('a stop whose cloud failed can be asked for again', async () => {
      far.failures.push(undefined, new CloudError('FAILED', 'it is on fire'));
      const fault = await house.fault(stop, { input: { hostName: 'host-b', wait: true } });

      const { stopComputeNode } = await house.data<{ stopComputeNode: object }>(stop, {
        input: { hostName: 'host-b', wait: true },
      });

      assert.equal(fault.message, 'The cloud "default" could not destroy the node "b": it is on fire');
      assert.deepEqual({ ...stopComputeNode, task: 0 }, { nodeId: 'b', node: null, task: 0 });
    });

    test('assigns, keeps what is assigned already, and refuses another user', async () => {
      const input = { hostName: 'host-a', user: 'maria', application: 'render', wait: true };

      const first = await house.data<{ assignComputeNode: object }>(assign, { input });
      const again = await house.data<{ assignComputeNode: object }>(assign, { input });
      const other = await house.fault(assign, { input: { ...input, user: 'john' } });

      const assignment = { status: 'ASSIGNED', user: 'maria', recipe: 'render', hostName: 'host-a' };
      assert.deepEqual(without(first.assignComputeNode), {
        message: 'Node host-a assigned',
        assignment,
        node: { assignment: { user: 'maria' } },
      });
      assert.deepEqual(without(again.assignComputeNode), without(first.assignComputeNode));
      assert.deepEqual(other, {
        message: 'Node already assigned',
        code: 'CONFLICT',
        reason: 'ASSIGNMENT_REFUSED',
      });
    });

    test('a release destroys the machine and its record', async () => {
      await house.data(assign, { input: { nodeId: 'b', user: 'u', application: 't', wait: true } });

      const { releaseComputeNode } = await house.data<{ releaseComputeNode: object }>(release, {
        input: { nodeId: 'b', wait: true },
      });

      assert.deepEqual(without(releaseComputeNode), {
        message: 'Node host-b released',
        nodeDestroyed: true,
        assignment: { status: 'RELEASING', user: 'u' },
      });
      assert.deepEqual(far.destroyed, ['b']);
      assert.equal(await status('b'), undefined);
    });

    test('a release whose cloud fails gives the machine back, and can be asked for again', async () => {
      await house.data(assign, { input: { nodeId: 'b', user: 'u', application: 't', wait: true } });
      far.failures.push(undefined, new CloudError('UNREACHABLE', 'it does not answer'));

      const fault = await house.fault(release, { input: { nodeId: 'b', wait: true } });
      const kept = await status('b');
      await house.data(release, { input: { nodeId: 'b', wait: true } });

      assert.equal(fault.code, 'BACKEND_ERROR');
      assert.equal(kept, 'ASSIGNED');
      assert.deepEqual(far.destroyed, ['b']);
    });

    test('a release looks everything up before it changes anything', async () => {
      const unknown = await house.fault(release, { input: { nodeId: 'nope', wait: true } });
      const free = await house.fault(release, { input: { nodeId: 'b', wait: true } });
      await house.data(assign, { input: { nodeId: 'b', user: 'u', application: 't', wait: true } });
      far.nodes = [farNode('a')];
      const lost = await house.fault(release, { input: { nodeId: 'b', wait: true } });

      assert.deepEqual([unknown.message, unknown.reason], ['Node not found', 'UNKNOWN_ASSIGNMENT']);
      assert.equal(free.message, 'Node not assigned');
      assert.equal(lost.reason, 'UNKNOWN_NODE');
      assert.equal(await status('b'), 'FAULTY');
      assert.deepEqual(far.destroyed, []);
    });

    test('names the field of an input that is wrong', async () => {
      const wrong: readonly (readonly [string, object, RegExp])[] = [
        [start, { ...wish, name: '' }, /"name"/],
        [start, { ...wish, imageId: '\0' }, /"imageId"/],
        [start, { ...wish, keyName: 'x'.repeat(1025) }, /"keyName"/],
        [start, { ...wish, metadata: [] }, /"metadata"/],
        [start, { ...wish, idempotencyKey: '' }, /"idempotencyKey"/],
        [stop, {}, /"nodeId" or "hostName"/],
        [assign, { nodeId: 'a', user: '\ud800', application: 't' }, /"user"/],
        [release, { idempotencyKey: 'k' }, /"nodeId" or "hostName"/],
      ];
      for (const [mutation, input, message] of wrong) {
        const fault = await house.fault(mutation, { input });

        assert.equal(fault.code, 'BAD_USER_INPUT');
        assert.match(fault.message, message);
      }
    });

    test('tells the watchers of a machine all that happens to it', async () => {
      const query =
        'subscription ($after: EventCursor) { nodeEvents(after: $after, cloud: "default") { cursor kind node { nativeId } nodes { nativeId assignment { status } } } }';
      const ids = (event: Event): string[] => event.nodes.map(({ nativeId }) => nativeId);
      far.nodes = [farNode('w'), farNode('x')];
      await house.data('{ cloud { nodes(refresh: true) { nodes { id } } } }');
      const live = await house.subscribe(query);
      const snapshot = await next(live);
      await house.data(assign, { input: { nodeId: 'w', user: 'u', application: 't', wait: true } });
      const assigned = await next(live);
      await house.data(stop, { input: { nodeId: 'x', wait: true } });
      const removed = await next(live);
      await live.return?.();
      const { startComputeNode } = await house.data<Started>(start, { input: { ...wish, wait: true } });

      const resumed = await house.subscribe(query, { after: assigned.cursor });
      const removedAgain = await next(resumed);
      const created = await next(resumed);
      await resumed.return?.();

      assert.deepEqual([snapshot.kind, ids(snapshot)], ['SNAPSHOT', ['w', 'x']]);
      assert.deepEqual(
        [assigned.kind, assigned.nodes[0]],
        ['CHANGED', { nativeId: 'w', assignment: { status: 'ASSIGNED' } }],
      );
      assert.deepEqual([removed.kind, ids(removed)], ['REMOVED', ['x']]);
      assert.equal(removedAgain.cursor, removed.cursor);
      assert.deepEqual([created.kind, ids(created)], ['CREATED', [startComputeNode.node?.nativeId]]);
      await waitFor('the streams to be gone', () => house.kernel.events.readerCount <= 1);
    });
  });
}

interface Event {
  readonly cursor: string;
  readonly kind: string;
  readonly nodes: readonly { readonly nativeId: string }[];
}

async function next(events: AsyncIterableIterator<unknown>): Promise<Event> {
  const { value } = (await events.next()) as { value: unknown };
  const { data } = JSON.parse(JSON.stringify(value)) as { data: { nodeEvents: Event } };
  return data.nodeEvents;
}

/** Leaves out what differs from run to run. */
function without(payload: object): object {
  return JSON.parse(
    JSON.stringify(payload, (key, value: unknown) =>
      key === 'task' || key === 'number' ? undefined : value,
    ),
  ) as object;
}
