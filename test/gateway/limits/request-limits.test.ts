import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConnectionCount } from '../../../gateway/limits/connection-count.js';
import { isDeeperThan } from '../../../gateway/limits/variables-depth.js';
import { anonymous, openViewer } from '../../../subgraphs/kernel/identity/viewer.js';
import { startSampleGateway } from '../../support/sample-gateway.js';
import { transports } from '../hostile/transports.js';

for (const [name, open] of Object.entries(transports))
  describe(`limits over ${name}`, () => {
    test('end an operation that takes too long', async (t) => {
      const sample = await startSampleGateway('in process', { limits: { requestTimeout: 100 } });
      t.after(() => sample.close());
      const transport = await open(sample.url);

      const { data, errors, status } = await transport.send({ query: '{ slow(ms: 20000) }' });

      assert.equal(data ?? null, null);
      assert.equal(errors[0]?.extensions?.['code'], 'SUBGRAPH_TIMEOUT');
      assert.equal(errors.length, 1);
      if (name === 'HTTP') assert.equal(status, 504);
      assert.deepEqual((await transport.send({ query: '{ slow(ms: 1) }' })).data, { slow: 'late' });
      await transport.close();
    });

    test('are switched off by 0', async (t) => {
      const off = { depth: 0, aliases: 0, directives: 0, rootFields: 0, selections: 0, cost: 0 };
      const wide = `{ ${Array.from({ length: 60 }, (_, i) => `a${i}: whoami @include(if: true)`).join(' ')} }`;
      const usual = await startSampleGateway('in process');
      const open0 = await startSampleGateway('in process', { limits: { ...off, variablesDepth: 0 } });
      t.after(() => Promise.all([usual.close(), open0.close()]));

      const [refused, answered] = await Promise.all(
        [usual, open0].map(async ({ url }) => {
          const transport = await open(url);
          const seen = await transport.send({ query: wide });
          await transport.close();
          return seen;
        }),
      );

      assert.deepEqual(
        refused?.errors.map(({ message }) => message),
        [
          'The operation has more than 30 aliases.',
          'The operation has more than 8 directives.',
          'The operation has more than 20 fields at its root.',
        ].slice(0, name === 'HTTP' ? 1 : 3),
      );
      assert.equal(Object.keys(answered?.data as object).length, 60);
    });
  });

describe('the connections of a user', () => {
  const connection = (): {
    destroyed: boolean;
    once(event: 'close', end: () => void): void;
    end: () => void;
  } => ({
    destroyed: false,
    end: () => undefined,
    once(_event, end) {
      this.end = end;
    },
  });

  test('are counted by user, and by address where nobody has signed in', () => {
    const count = new ConnectionCount(2);
    const ann = { ...anonymous, kind: 'account', userId: 'ann' } as const;
    const held = [connection(), connection()];
    for (const one of held) count.hold(ann, '10.0.0.1', one);

    assert.throws(() => count.hold(ann, '10.0.0.2', connection()), /at most 2/);
    count.hold({ ...ann, userId: 'bob' }, '10.0.0.1', connection());
    for (const address of ['10.0.0.1', '10.0.0.2', null])
      for (let i = 0; i < 2; i++) count.hold(anonymous, address, connection());
    assert.throws(() => count.hold(anonymous, '10.0.0.1', connection()), /at most 2/);
    held[0]?.end();
    held[0]?.end();
    count.hold(ann, null, connection());
    assert.throws(() => count.hold(ann, null, connection()), /at most 2/);
  });

  test('are not counted when they are gone already, are the owner of an open server, or may be any number', () => {
    const count = new ConnectionCount(1);
    const any = new ConnectionCount(0);
    for (let i = 0; i < 3; i++) {
      count.hold(anonymous, '10.0.0.1', { ...connection(), destroyed: true });
      count.hold(openViewer, '127.0.0.1', connection());
      any.hold(anonymous, '10.0.0.1', connection());
    }

    count.hold(anonymous, '10.0.0.1', connection());
    assert.throws(() => count.hold(anonymous, '10.0.0.1', connection()), /at most 1/);
  });
});

test('the depth of variables counts objects and lists below them', () => {
  const nested = (depth: number): unknown => {
    let value: unknown = 1;
    for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
    return { v: value };
  };

  assert.deepEqual(
    [0, 19, 20, 21, 30_000].map((depth) => isDeeperThan(nested(depth), 20)),
    [false, false, false, true, true],
  );
  assert.equal(isDeeperThan({ a: [], b: {}, c: null, d: 'x' }, 1), false);
  assert.equal(isDeeperThan({ a: [[]] }, 1), true);
});
