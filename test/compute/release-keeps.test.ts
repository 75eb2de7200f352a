import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sendTo } from '../gateway/rest/orchestrator/orchestrator-client.js';
import { startOrchestrator, type OrchestratorHouse } from './compute-house.js';

describe('a release that keeps the machine', () => {
  let house: OrchestratorHouse;
  before(async () => {
    house = await startOrchestrator({ config: { releaseDestroysNode: false } });
  });
  after(() => house.close());

  test('frees it for the next user, and does not speak of deleting', async () => {
    const wish = { node: '1', user: 'maria', vm_type: 'render' };
    await sendTo(house, 'PUT', '/api/v1/vm/action/assign', wish);

    const released = await sendTo(house, 'PUT', '/api/v1/vm/action/release', { node: '1' });
    const again = await sendTo(house, 'PUT', '/api/v1/vm/action/release', { node: '1' });
    const next = await sendTo(house, 'PUT', '/api/v1/vm/action/assign', { ...wish, user: 'john' });

    assert.equal(released.json['result'], 'Node dummy-1 released');
    assert.equal(again.json['message'], 'Node not assigned');
    assert.equal(next.status, 200);
    assert.match((await sendTo(house, 'GET', '/api/v1/nodes')).text, /dummy-1/);
  });
});
