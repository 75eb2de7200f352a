import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { KeystoneTokens } from '../../../../gateway/rest/freezer/keystone-tokens.js';
import { KeystoneUnavailable } from '../../../../gateway/rest/freezer/keystone-wire.js';
import { ConfigError } from '../../../../subgraphs/kernel/config/load.js';
import { KeystoneStandIn, type KeystoneUser, type Misbehaviour } from '../../../support/keystone.js';
import { freezerSettings, type FreezerSettings } from './freezer-gateway.js';

const service: KeystoneUser = {
  id: 'u-service',
  name: 'freezer',
  password: 'service secret',
  project: { id: 'p-service', name: 'service' },
  roles: ['service'],
};
const ann: KeystoneUser = {
  id: 'u-ann',
  name: 'ann',
  password: 'ann secret',
  project: { id: 'p-1', name: 'shop' },
  roles: ['member', 'reader'],
};

interface Asking {
  readonly keystone: KeystoneStandIn;
  readonly tokens: KeystoneTokens;
  readonly lines: string[];
  /** Moves our clock on, in ms. */
  pass(ms: number): void;
}

async function asking(t: TestContext, settings: FreezerSettings = {}): Promise<Asking> {
  const keystone = await KeystoneStandIn.start([service, ann]);
  const lines: string[] = [];
  let late = 0;
  const note = (...said: unknown[]): void => void lines.push(JSON.stringify(said));
  const tokens = new KeystoneTokens(
    freezerSettings({
      authUrl: keystone.url,
      username: 'freezer',
      password: service.password,
      ...settings,
    }),
    { error: note, info: note },
    () => Date.now() + late,
  );
  t.after(() => Promise.all([tokens.close(), keystone.stop()]));
  return { keystone, tokens, lines, pass: (ms) => void (late += ms) };
}

describe('a token of Keystone', () => {
  test('is asked about with the token of our service user, and then remembered', async (t) => {
    const { keystone, tokens } = await asking(t);
    const token = keystone.issue('ann');

    const told = await tokens.validate(token);
    await tokens.validate(token);

    assert.deepEqual([told?.userId, told?.userName, told?.projectId], ['u-ann', 'ann', 'p-1']);
    assert.deepEqual(told?.roles, ['member', 'reader']);
    assert.deepEqual(keystone.calls, ['versions', 'sign-in', 'validation']);
    assert.deepEqual(keystone.complaints, []);
  });

  test('is asked about once however many wait for the answer', async (t) => {
    const { keystone, tokens } = await asking(t);
    const token = keystone.issue('ann');
    let open = (): void => undefined;
    keystone.gate = new Promise((resolve) => (open = resolve));

    const all = Array.from({ length: 50 }, () => tokens.validate(token));
    open();
    const told = await Promise.all(all);

    assert.ok(told.every((one) => one?.userId === 'u-ann'));
    assert.deepEqual(keystone.calls, ['versions', 'sign-in', 'validation']);
  });

  test('is refused when Keystone does not know it, for seconds without asking again', async (t) => {
    const { keystone, tokens, pass } = await asking(t);

    const told = [await tokens.validate('unknown'), await tokens.validate('unknown')];
    const asked = keystone.asked('validation');
    pass(6_000);
    await tokens.validate('unknown');

    assert.deepEqual(told, [undefined, undefined]);
    assert.deepEqual([asked, keystone.asked('validation')], [1, 2]);
  });

  test('is believed no longer than the cache holds, and never past its end', async (t) => {
    const { keystone, tokens, pass } = await asking(t, { tokenCacheTime: 300_000 });
    const long = keystone.issue('ann');
    const short = keystone.issue('ann', 100_000);
    assert.ok((await tokens.validate(long)) && (await tokens.validate(short)));
    keystone.revoke('ann');

    pass(99_000);
    assert.ok((await tokens.validate(long)) && (await tokens.validate(short)));
    pass(2_000);

    assert.equal(await tokens.validate(short), undefined);
    assert.ok(await tokens.validate(long));
    pass(200_000);
    assert.equal(await tokens.validate(long), undefined);
  });

  test('is refused without asking when it cannot be one', async (t) => {
    const { keystone, tokens } = await asking(t);

    for (const text of ['', 'a b', 'a, a', 'ä', 'x\n', 'x'.repeat(8193)])
      assert.equal(await tokens.validate(text), undefined);

    assert.deepEqual(keystone.calls, []);
  });

  test('without a project stays one without', async (t) => {
    const keystone = await KeystoneStandIn.start([{ ...ann, project: null, roles: [] }]);
    const tokens = new KeystoneTokens(freezerSettings({ authUrl: keystone.url.replace(/v3$/, '') }), {
      error: () => undefined,
      info: () => undefined,
    });
    t.after(() => Promise.all([tokens.close(), keystone.stop()]));

    const told = await tokens.validate(keystone.issue('ann'));
    const unknown = await tokens.validate('unknown');

    assert.equal(told?.projectId, null);
    assert.equal(unknown, undefined);
    assert.deepEqual(keystone.calls, ['versions', 'validation', 'validation']);
  });
});

describe('the service user at Keystone', () => {
  test('signs in anew before its token ends', async (t) => {
    const { keystone, tokens, pass } = await asking(t);
    await tokens.validate(keystone.issue('ann'));

    pass(3_600_000 - 30_000);
    keystone.lifeMs = 2 * 3_600_000;
    await tokens.validate(keystone.issue('ann'));

    assert.deepEqual([keystone.asked('sign-in'), keystone.asked('versions')], [2, 1]);
  });

  test('signs in once when its token is refused to many at once', async (t) => {
    const { keystone, tokens } = await asking(t);
    await tokens.validate(keystone.issue('ann'));
    keystone.revoke('freezer');
    const many = Array.from({ length: 20 }, () => keystone.issue('ann'));

    const told = await Promise.all(many.map((token) => tokens.validate(token)));

    assert.ok(told.every((one) => one?.userId === 'u-ann'));
    assert.equal(keystone.asked('sign-in'), 2);
    assert.deepEqual(keystone.complaints, []);
  });

  test('makes Keystone unavailable when it is refused, and no token or password is logged', async (t) => {
    const { keystone, tokens, lines } = await asking(t, { password: 'wrong secret' });
    const token = keystone.issue('ann');

    await assert.rejects(tokens.validate(token), KeystoneUnavailable);
    await assert.rejects(tokens.validate(token), KeystoneUnavailable);

    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /refuses our service user/);
    assert.ok(!lines.join().includes(token) && !lines.join().includes('secret'));
  });

  test('needs a whole configuration', () => {
    const quiet = { error: () => undefined, info: () => undefined };
    for (const settings of [
      {},
      { authUrl: 'keystone' },
      { authUrl: 'file:///x' },
      { authUrl: 'http://k/v3', username: 'u' },
      { authUrl: 'http://k/v3', cafile: '/no/such/file' },
    ])
      assert.throws(() => new KeystoneTokens(freezerSettings(settings), quiet), ConfigError);
  });
});

const shapes: readonly (readonly [title: string, misbehaviour: Misbehaviour])[] = [
  ['hangs', 'hang'],
  ['cuts the line', 'drop'],
  ['fails', { status: 500, body: '{}' }],
  ['forbids', { status: 403, body: '{}' }],
  ['moves', { status: 302, body: '' }],
  ['answers a page', { status: 200, body: '<html>' }],
  ['answers a list', { status: 200, body: '[]' }],
  [
    'answers a token without a user',
    { status: 200, body: '{"token":{"expires_at":"2030-01-01T00:00:00Z"}}' },
  ],
  [
    'answers a token without an end',
    { status: 200, body: '{"token":{"user":{"id":"u","name":"n"},"expires_at":"soon"}}' },
  ],
  ['answers too much', { status: 200, body: `"${'x'.repeat(5 * 1024 * 1024)}"` }],
];

describe('a Keystone that cannot be asked', () => {
  for (const question of ['versions', 'sign-in', 'validation'] as const)
    for (const [title, misbehaviour] of shapes)
      test(`because it ${title} when asked for ${question} is unavailable, and asked again later`, async (t) => {
        const { keystone, tokens } = await asking(t, { timeout: misbehaviour === 'hang' ? 100 : 30_000 });
        const token = keystone.issue('ann');
        keystone.misbehaviour.set(question, misbehaviour);

        await assert.rejects(tokens.validate(token), KeystoneUnavailable);
        keystone.misbehaviour.clear();

        if (misbehaviour !== 'hang') assert.equal((await tokens.validate(token))?.userId, 'u-ann');
      });

  test('is taken for down when nothing listens', async (t) => {
    const { keystone, tokens } = await asking(t);
    await keystone.stop();

    await assert.rejects(tokens.validate('any'), KeystoneUnavailable);
  });

  test('is not asked about more than 256 tokens at once', async (t) => {
    const { keystone, tokens } = await asking(t);
    let open = (): void => undefined;
    keystone.gate = new Promise((resolve) => (open = resolve));

    const all = Array.from({ length: 300 }, (_, n) => tokens.validate(`t-${n}`));
    const settled = Promise.allSettled(all);
    await assert.rejects(all[299] as Promise<unknown>, KeystoneUnavailable);
    open();
    const outcomes = await settled;

    assert.equal(outcomes.filter(({ status }) => status === 'rejected').length, 300 - 256);
    assert.equal(keystone.asked('validation'), 256);
  });
});
