import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { cannotRun, engines } from '../../../support/engines.js';
import { sendOverWire, type WireAnswer } from '../../../support/wire.js';
import { startFreezer, type FreezerGateway } from './freezer-gateway.js';

const documents = {
  actions: { action_id: 'one', freezer_action: { action: 'backup' } },
  jobs: { job_id: 'one', client_id: 'c', job_actions: [{ freezer_action: { action: 'backup' } }] },
  sessions: { session_id: 'one', schedule: {} },
};
const plurals = Object.keys(documents) as (keyof typeof documents)[];

for (const kind of engines) {
  describe(
    `actions, jobs and sessions over the wire on the ${kind} database`,
    { skip: cannotRun(kind) },
    () => {
      let freezer: FreezerGateway;

      before(async () => {
        freezer = await startFreezer({}, kind);
      });
      after(() => freezer.close());

      const send = (method: string, path: string, user: string, body?: unknown): Promise<WireAnswer> =>
        sendOverWire(freezer.url, {
          method,
          path,
          headers: { 'x-user-id': user, 'x-project-id': `of-${user}` },
          ...(body === undefined
            ? {}
            : { body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
        });
      const listed = async (path: string, user: string): Promise<unknown[]> =>
        Object.values(JSON.parse((await send('GET', path, user)).text) as Record<string, unknown[]>)[0] ?? [];

      test('let one of twenty identical ones at once through, and list it at once', async () => {
        for (const plural of plurals) {
          const answers = await Promise.all(
            Array.from({ length: 20 }, () => send('POST', `/v1/${plural}`, 'twenty', documents[plural])),
          );

          assert.deepEqual(
            answers.map(({ status }) => status).toSorted((a, b) => a - b),
            [201, ...Array<number>(19).fill(409)],
          );
          assert.equal((await listed(`/v1/${plural}`, 'twenty')).length, 1);
        }
      });

      test('are one record in both versions', async () => {
        await send('POST', '/v1/sessions', 'both', documents.sessions);
        await send('PATCH', '/v2/of-both/sessions/one', 'both', { hold_off: 5 });

        const [first] = await listed('/v1/sessions', 'both');
        const [second] = await listed('/v2/of-both/sessions/', 'both');

        assert.deepEqual(first, second);
        assert.equal((first as { hold_off: number }).hold_off, 5);
        assert.equal((await send('DELETE', '/v2/of-both/sessions/one', 'both')).status, 204);
        assert.equal((await send('DELETE', '/v2/of-both/sessions/one', 'both')).status, 204);
        assert.equal((await send('DELETE', '/v1/sessions/one', 'both')).status, 404);
      });

      test('raise the tag of a session once, however many of its jobs start at once', async () => {
        const ids = Array.from({ length: 12 }, (_, n) => `j${n}`);
        await send('POST', '/v1/sessions', 'runner', documents.sessions);
        for (const id of ids) {
          await send('POST', `/v1/jobs/${id}`, 'runner', { client_id: 'c', job_actions: [] });
          await send('PUT', `/v1/sessions/one/jobs/${id}`, 'runner');
        }

        const answers = await Promise.all(
          ids.map((id) =>
            send('POST', '/v1/sessions/one/action', 'runner', { start: { job_id: id, current_tag: 0 } }),
          ),
        );

        for (const { status, text } of answers)
          assert.deepEqual([status, text], [202, '{"result":"success","session_tag":1}']);
      });

      test('answer hostile bodies with a clear error in both dialects and keep nothing of them', async () => {
        const deep = `{"freezer_action":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`;
        const bodies: readonly unknown[] = [
          deep,
          Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
          String.raw`{"job_id":"\ud800","client_id":"c","job_actions":[]}`,
          '[]',
          'null',
          ' ',
          { job_id: "' or 1=1 --", action_id: '../x', session_id: 'a b' },
          { client_id: 'c\0', job_actions: [], freezer_action: { action: 'a\0' }, schedule: { event: '\0' } },
          { client_id: 'c', job_actions: Array.from({ length: 1000 }, () => documents.actions) },
        ];

        for (const plural of plurals)
          for (const path of [`/v1/${plural}`, `/v1/${plural}/one`])
            for (const body of bodies) {
              const { status, text } = await send('POST', path, 'hostile', body);
              const { title, description, error } = JSON.parse(text) as Record<string, string>;
              assert.equal(status, 400, `${path} ${JSON.stringify(body).slice(0, 60)} ${text}`);
              assert.ok(title && description && error === 'bad data format', text);
            }
        const long = await send('POST', '/v1/jobs', 'hostile', {
          ...documents.jobs,
          job_id: 'x'.repeat(256),
        });
        assert.equal(long.status, 400);
        for (const plural of plurals) assert.deepEqual(await listed(`/v1/${plural}`, 'hostile'), []);
      });

      test('have nothing under ids that no database can hold', async () => {
        for (const id of ['%00', '%ED%A0%80', 'x'.repeat(1900), "'%20or%201=1", '__proto__'])
          for (const plural of plurals) {
            const { status, text } = await send('GET', `/v1/${plural}/${id}`, 'ids');
            assert.ok([400, 404].includes(status), `${id}: ${status}`);
            assert.ok((JSON.parse(text) as { title: string }).title);
          }
      });
    },
  );
}
