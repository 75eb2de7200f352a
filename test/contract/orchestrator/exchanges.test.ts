import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { startOrchestrator, type OrchestratorHouse } from '../../compute/compute-house.js';
import { projectRoot } from '../../../bin/project.js';

interface Exchange {
  readonly title: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body: string;
  };
}

const exchanges = JSON.parse(
  await readFile(`${projectRoot}/test/contract/orchestrator/exchanges.json`, 'utf8'),
) as Exchange[];

describe('the documented exchanges of the Orchestrator, in their order from a fresh start', () => {
  let house: OrchestratorHouse;
  before(async () => {
    house = await startOrchestrator();
  });
  after(() => house.close());

  for (const { title, request, response } of exchanges) {
    test(title, async () => {
      const { method, path, headers = {}, body = null } = request;

      const answer = await fetch(`${house.url}${path}`, { method, headers, body });

      assert.equal(answer.status, response.status);
      for (const [name, value] of Object.entries(response.headers))
        assert.equal(answer.headers.get(name), value);
      assert.equal(answer.headers.get('set-cookie'), null);
      assert.equal(await answer.text(), response.body);
    });
  }
});
