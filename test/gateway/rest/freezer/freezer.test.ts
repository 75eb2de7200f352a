import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { cannotRun, engines } from '../../../support/engines.js';
import { sendOverWire, type WireAnswer } from '../../../support/wire.js';
import { startFreezer, type FreezerGateway } from './freezer-gateway.js';

for (const kind of engines) {
  describe(`the Freezer API on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    let freezer: FreezerGateway;

    before(async () => {
      freezer = await startFreezer({}, kind);
    });
    after(() => freezer.close());

    const backup = (n: number, more: object = {}): string =>
      JSON.stringify({ container: 'c', host_name: 'h', backup_name: 'b', timestamp: n, level: 0, ...more });
    const send = (method: string, path: string, user: string, body?: string | Buffer): Promise<WireAnswer> =>
      sendOverWire(freezer.url, {
        method,
        path,
        headers: { 'x-user-id': user },
        ...(body === undefined ? {} : { body }),
      });
    const times = (answer: WireAnswer): unknown[] =>
      (JSON.parse(answer.text) as { backups: { backup_metadata: { timestamp: number } }[] }).backups.map(
        (one) => one.backup_metadata.timestamp,
      );

    test('lets one of twenty identical registrations at once through', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => send('POST', '/v1/backups', 'twenty', backup(1))),
      );

      assert.deepEqual(
        answers.map(({ status }) => status).toSorted((a, b) => a - b),
        [201, ...Array<number>(19).fill(409)],
      );
    });

    test('gives back what was posted, key order and numbers included', async () => {
      const posted =
        '{"container":"c","10":1.0,"2":9007199254740993,"host_name":"h","backup_name":"b","timestamp":2,"level":0,"nested":{"9":{},"1":[1E2]},"name":"Zoë 数据 🧊"}';
      await send('POST', '/v1/backups', 'order', posted.replaceAll(',', ' ,\n '));

      const { text } = await send('GET', '/v1/backups/c_h_b_2_0', 'order');

      assert.ok(text.endsWith(`"backup_metadata":${posted}}`), text);
    });

    test('lists ten by default and walks on by marker and by offset', async () => {
      for (let n = 1; n <= 12; n++) await send('POST', '/v1/backups', 'pager', backup(n));

      const first = await send('GET', '/v1/backups', 'pager');
      const second = await send('GET', '/v1/backups?marker=c_h_b_10_0', 'pager');
      const third = await send('GET', '/v1/backups?limit=2&offset=5', 'pager');
      const both = await send(
        'GET',
        '/v1/backups?marker=c_h_b_9_0&offset=1&limit=99999999999999999999',
        'pager',
      );
      const beyond = await send('GET', '/v1/backups?offset=99999999999999999999', 'pager');

      assert.deepEqual(times(first), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      assert.deepEqual(times(second), [11, 12]);
      assert.deepEqual(times(third), [6, 7]);
      assert.deepEqual(times(both), [11, 12]);
      assert.deepEqual(times(beyond), []);
    });

    test('finds a backup by its uuid too', async () => {
      await send('POST', '/v1/backups', 'uuid', backup(3));
      const { text } = await send('GET', '/v1/backups', 'uuid');
      const [{ backup_uuid: uuid }] = (JSON.parse(text) as { backups: [{ backup_uuid: string }] }).backups;

      const shown = await send('GET', `/v1/backups/${uuid}`, 'uuid');
      const gone = await send('DELETE', `/v1/backups/${uuid}`, 'uuid');

      assert.deepEqual([shown.status, gone.status], [200, 204]);
      assert.deepEqual(times(await send('GET', '/v1/backups', 'uuid')), []);
    });

    test('answers hostile bodies with a clear error and keeps nothing of them', async () => {
      const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
      const bodies: readonly [body: string | Buffer, status: number][] = [
        [deep, 400],
        [backup(4, { note: 'x'.repeat(1_100_000) }), 400],
        [backup(4, { note: 'x'.repeat(1_200_000) }), 413],
        [Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 400],
        [String.raw`{"a":"\ud800"}`, 400],
        ['\0', 400],
        ['null', 400],
        ['  ', 400],
        [backup(4, { container: 'x'.repeat(600) }), 400],
        ['{"__proto__":{"container":"c"},"host_name":"h"}', 400],
      ];

      for (const [body, status] of bodies) {
        const answer = await send('POST', '/v1/backups', 'hostile', body);
        assert.equal(answer.status, status, String(body).slice(0, 50));
        assert.equal((JSON.parse(answer.text) as { error: string }).error, 'bad data format');
      }
      assert.deepEqual(times(await send('GET', '/v1/backups', 'hostile')), []);
    });

    test('keeps a key called __proto__ like any other', async () => {
      const posted =
        '{"__proto__":{"polluted":true},"container":"c","host_name":"h","backup_name":"b","timestamp":5,"level":0}';
      await send('POST', '/v1/backups', 'proto', posted);

      const { text } = await send('GET', '/v1/backups/c_h_b_5_0', 'proto');

      assert.ok(text.includes(posted));
      assert.equal(({} as { polluted?: boolean }).polluted, undefined);
    });

    test('has nothing under ids that no database can hold', async () => {
      for (const id of ['%00', 'a%00b', '%ED%A0%80', 'x'.repeat(1900), "'%20or%201=1", '..%2f..']) {
        const answer = await send('GET', `/v1/backups/${id}`, 'ids');
        assert.ok([400, 404].includes(answer.status), `${id}: ${answer.status}`);
        assert.ok((JSON.parse(answer.text) as { title: string }).title);
      }
    });
  });
}
