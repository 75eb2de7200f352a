import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startOrchestrator, type OrchestratorHouse } from '../../../compute/compute-house.js';
import { badRequest, serverError, wrongCloud, sendTo, type Answer } from './orchestrator-client.js';

describe("work over the Orchestrator's API", () => {
  let house: OrchestratorHouse;
  before(async () => {
    house = await startOrchestrator();
  });
  after(() => house.close());

  function send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer> {
    return sendTo(house, method, path, body, headers);
  }

  test('refuses a start whose body is not right, naming the key', async () => {
    const right = { name: 'a', image: '1', size: '1' };
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      ['{', /^Malformed JSON stream$/],
      ['', /- name is required$/],
      ['null', /- the body must be a JSON object$/],
      ['[1]', /- the body must be a JSON object$/],
      ['"x"', /- the body must be a JSON object$/],
      [{ ...right, name: 7 }, /- name must be a string$/],
      [{ ...right, name: '' }, /- name must not be empty$/],
      [{ ...right, image: undefined }, /- image is required$/],
      [{ ...right, size: null }, /- size must be a string$/],
      [{ ...right, keyname: '' }, /- keyname must not be empty$/],
      [{ ...right, metadata: [] }, /- metadata must be an object$/],
      [{ ...right, metadata: { a: '\0' } }, /- metadata must not hold a NUL/],
      [{ ...right, name: '\ud800' }, /- name must not hold a NUL/],
      [{ ...right, more: 1 }, /- more is not a key of this request$/],
      [{ ...right, auth_token: 'x' }, /- auth_token is not a key of this request$/],
    ];
    for (const [body, message] of wrong) {
      const answer = await send('POST', '/api/v1/vm/start', body);

      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.match(String(answer.json['message']), message);
      assert.ok(
        body === '{' || String(answer.json['message']).startsWith("Some key doesn't validate the schema - "),
      );
    }
  });

  test('tells which part of a start is unknown, the cloud first', async () => {
    const start = { name: 'a', image: 'x', size: 'x' };

    const cloud = await send('POST', '/api/v1/vm/start/nope', start);
    const image = await send('POST', '/api/v1/vm/start', start);
    const size = await send('POST', '/api/v1/vm/start', { ...start, image: '1' });

    assert.deepEqual(cloud.json, wrongCloud);
    assert.deepEqual(image.json, { message: 'Something went wrong no useful image id here', ...serverError });
    assert.deepEqual(size.json, { message: 'Something went wrong no useful size id here', ...serverError });
  });

  test('stops by id or host name, and says what is missing', async () => {
    await send('POST', '/api/v1/vm/start/default', { name: 'a', image: '1', size: '1' });

    assert.equal(
      (await send('PUT', '/api/v1/vm/stop', {})).json['message'],
      'no valid node id nor hostname here',
    );
    assert.equal((await send('PUT', '/api/v1/vm/stop', { node: 3 })).status, 400);
    assert.equal(
      (await send('PUT', '/api/v1/vm/stop', { node: 'nope' })).json['message'],
      'no useful node id here',
    );
    assert.deepEqual((await send('PUT', '/api/v1/vm/stop', { hostname: 'dummy-3' })).json, {
      result: 'Node 3 deleted',
      status: 'ok',
    });
    assert.equal(
      (await send('PUT', '/api/v1/vm/stop', { node: '3' })).json['message'],
      'no useful node id here',
    );
  });

  test('emulates for everything its predecessor took for true, whatever else is wrong', async () => {
    const constant =
      '{\n  "id": 42,\n  "id_vm": "-fake_id-",\n  "result": "Node -fake_id- assigned",\n  "status": "ok"\n}';
    for (const emulate of [true, 'True', 'False', 1, -0.5, [0], { a: 0 }]) {
      for (const action of ['assign', 'release']) {
        const answer = await send('PUT', `/api/v1/vm/action/${action}/nope`, { emulate, other: 1 });

        assert.equal(answer.status, 200);
        assert.equal(answer.text, constant);
      }
    }
  });

  test('wants a boolean where it does not emulate', async () => {
    for (const emulate of ['', 0, null, [], {}]) {
      const answer = await send('PUT', '/api/v1/vm/action/release', { node: '1', emulate });

      assert.equal(
        answer.json['message'],
        "Some key doesn't validate the schema - emulate must be true or false",
      );
    }
  });

  test('assigns, shows it, and releases: the machine goes too', async () => {
    await send('POST', '/api/v1/vm/start/default', { name: 'a', image: '1', size: '1' });
    const wish = { node: '3', user: 'maria', vm_type: 'render' };

    const assigned = await send('PUT', '/api/v1/vm/action/assign', wish);
    const again = await send('PUT', '/api/v1/vm/action/assign', {
      ...wish,
      node: 'ignored',
      hostname: 'dummy-3',
    });
    const other = await send('PUT', '/api/v1/vm/action/assign', { ...wish, user: 'john' });
    const status = await send('GET', '/api/v1/vm/status/default');
    const released = await send('PUT', '/api/v1/vm/action/release', { hostname: 'dummy-3' });
    const gone = await send('GET', '/api/v1/nodes');

    const { id } = assigned.json;
    assert.deepEqual(assigned.json, { id, id_vm: '3', result: 'Node dummy-3 assigned', status: 'ok' });
    assert.deepEqual(again.json, assigned.json);
    assert.deepEqual(other.json, { message: 'Node already assigned', ...badRequest });
    const records = status.json['nodes'] as Record<string, unknown>[];
    assert.deepEqual(
      records.find((record) => record['id_vm'] === '3'),
      {
        id,
        id_vm: '3',
        hostname: 'dummy-3',
        cloud: 'default',
        user: 'maria',
        recipe: 'render',
        recipe_id: 0,
        status: 2,
        status_desc: 'ASSIGNED',
      },
    );
    assert.deepEqual(
      { ...records[0], id: 0 },
      {
        id: 0,
        id_vm: '1',
        hostname: 'dummy-1',
        cloud: 'default',
        user: '',
        recipe: '',
        recipe_id: 0,
        status: 1,
        status_desc: 'FREE',
      },
    );
    assert.deepEqual(released.json, {
      id,
      id_vm: '3',
      result: 'Node dummy-3 released and deleted',
      status: 'ok',
    });
    assert.equal((gone.json['nodes'] as unknown[]).length, 2);
  });

  test('finds no node to assign or release', async () => {
    for (const named of [{}, { node: 'nope' }, { hostname: 'nope' }, { node: '1', hostname: 'nope' }]) {
      const assigned = await send('PUT', '/api/v1/vm/action/assign', { ...named, user: 'u', vm_type: 't' });
      const released = await send('PUT', '/api/v1/vm/action/release', named);

      assert.equal(assigned.json['message'], 'Node not found');
      assert.equal(released.json['message'], 'Node not found');
    }
    assert.equal(
      (await send('PUT', '/api/v1/vm/action/release', { node: '1' })).json['message'],
      'Node not assigned',
    );
  });

  test('two assignments of one node at once: one wins, the other is told', async () => {
    const wish = (user: string): Promise<Answer> =>
      send('PUT', '/api/v1/vm/action/assign/fake_driver', { node: '1', user, vm_type: 't' });

    const answers = await Promise.all([wish('a'), wish('b')]);

    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 400],
    );
    assert.equal(answers.find(({ status }) => status === 400)?.json['message'], 'Node already assigned');
  });

  test('shows an inventory without records as an object', async () => {
    await send('PUT', '/api/v1/vm/stop/fake_driver', { node: '1' });
    await send('PUT', '/api/v1/vm/stop/fake_driver', { node: '2' });

    const answer = await send('GET', '/api/v1/vm/status/fake_driver');

    assert.equal(answer.text, '{\n  "nodes": {},\n  "status": "ok"\n}');
  });
});
