import assert from 'node:assert/strict';
import { get } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { sendOverWire, sendForBytes } from '../../../support/wire.js';
import { waitFor } from '../../../support/wait-for.js';
import { startVprotectPort, type Asked, type VprotectPort } from './vprotect-port.js';

const pages = 40;
const perPage = 1000;
const total = pages * perPage;

/** Hypervisors, whose names are long enough that no buffer of the system takes many pages. */
function nodeOf(number: number): object {
  const named = { guid: `guid-${number}`, name: `${'long '.repeat(100)}${number}` };
  return {
    ...named,
    host: 'host',
    type: 'KVM',
    userName: null,
    cluster: null,
    manager: null,
    virtualMachineCount: 1,
  };
}

function pageOf({ variables }: Asked): { readonly data: Record<string, unknown>; readonly errors: [] } {
  const at = Number(variables['after'] ?? 0);
  const nodes =
    variables['first'] === 0 ? [] : Array.from({ length: perPage }, (_, i) => nodeOf(at * perPage + i));
  const pageInfo = { hasNextPage: at + 1 < pages, endCursor: String(at + 1) };
  return {
    data: { list: { nodes, pageInfo, ...(variables['counted'] ? { totalCount: total } : {}) } },
    errors: [],
  };
}

describe('a list of many pages', () => {
  let port: VprotectPort;
  let brokenAt: string | undefined;
  before(async () => {
    port = await startVprotectPort((asked) =>
      brokenAt !== undefined && asked.variables['after'] === brokenAt
        ? { data: null, errors: [{ message: 'away', extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] }
        : pageOf(asked),
    );
  });
  after(() => port.close());

  const pagesAsked = (): number => port.asked.filter(({ variables }) => variables['first'] !== 0).length;

  test('goes out whole and in order, with its count in front', async () => {
    const answer = await sendOverWire(port.url, { method: 'GET', path: '/api/hypervisors' });

    const rows = JSON.parse(answer.text) as readonly { readonly guid: string }[];
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['x-total-count'], String(total));
    assert.equal(answer.headers['content-type'], 'application/json');
    assert.deepEqual(
      rows.map(({ guid }) => guid),
      Array.from({ length: total }, (_, i) => `guid-${i}`),
    );
  });

  test('goes out in gzip to who takes it', async () => {
    const answer = await sendForBytes(port.url, {
      method: 'GET',
      path: '/api/hypervisors',
      headers: { 'accept-encoding': 'gzip' },
    });

    assert.equal(answer.headers['content-encoding'], 'gzip');
    assert.equal(answer.headers['x-total-count'], String(total));
    const rows = JSON.parse(gunzipSync(answer.bytes).toString('utf8')) as readonly unknown[];
    assert.equal(rows.length, total);
  });

  test('is told about without being read by HEAD', async () => {
    const before = pagesAsked();

    const answer = await sendOverWire(port.url, { method: 'HEAD', path: '/api/hypervisors' });

    assert.equal(answer.headers['x-total-count'], String(total));
    assert.equal(answer.text, '');
    assert.ok(pagesAsked() - before <= 2);
  });

  test('breaks off when a later page cannot be read, so that nobody takes a part for the whole', async () => {
    brokenAt = '3';
    for (const coding of ['identity', 'gzip'])
      await assert.rejects(
        sendForBytes(port.url, {
          method: 'GET',
          path: '/api/hypervisors',
          headers: { 'accept-encoding': coding },
        }),
        /aborted|hang up|ECONNRESET/,
      );
    brokenAt = undefined;
  });

  test('is refused in the words of the dialect when its first page cannot be read', async () => {
    const broken = await startVprotectPort(() => ({
      data: null,
      errors: [{ message: 'away', extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
    }));
    const answer = await sendOverWire(broken.url, { method: 'GET', path: '/api/hypervisors' });
    await broken.close();

    assert.equal(answer.status, 500);
    assert.equal((JSON.parse(answer.text) as { code: string }).code, 'INTERNAL');
  });

  test('waits for its reader, and ends when he goes', async () => {
    const before = pagesAsked();
    const request = get(`${port.url}/api/hypervisors`);
    await new Promise((resolve) => request.on('response', (incoming) => resolve(incoming.pause())));
    let asked = 0;
    await waitFor('the pages to stop', async () => {
      const earlier = asked;
      for (let i = 0; i < 100; i++) await turn();
      asked = pagesAsked() - before;
      return asked === earlier;
    });

    request.destroy();
    for (let i = 0; i < 1000; i++) await turn();

    assert.ok(asked >= 2 && asked < pages / 2, `${asked} pages were read`);
    assert.ok(pagesAsked() - before <= asked + 1);
  });
});
