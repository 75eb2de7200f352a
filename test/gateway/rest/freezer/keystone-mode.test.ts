import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { KeystoneTokens } from '../../../../gateway/rest/freezer/keystone-tokens.js';
import { KeystoneStandIn, type KeystoneUser } from '../../../support/keystone.js';
import { sendOverWire, type WireAnswer } from '../../../support/wire.js';
import { freezerSettings, startFreezer } from './freezer-gateway.js';

const users: readonly KeystoneUser[] = [
  userOf('freezer', 'service', ['service']),
  userOf('ann', 'p-1', ['member']),
  userOf('eve', 'p-1', ['Reader']),
  userOf('mia', 'p-1', ['heat_stack_owner']),
  userOf('root', 'p-admin', ['admin']),
  { ...userOf('bob', 'p-1', []), project: null },
];

function userOf(name: string, project: string, roles: readonly string[]): KeystoneUser {
  return {
    id: `u-${name}`,
    name,
    password: `${name} secret`,
    project: { id: project, name: project },
    roles,
  };
}

const backup = { container: 'c', hostname: 'h', backup_name: 'b', time_stamp: 1, curr_backup_level: 0 };
const other = { ...backup, backup_name: 'other' };

interface Served {
  readonly keystone: KeystoneStandIn;
  as(
    name: string | undefined,
    method: string,
    path: string,
    more?: { readonly headers?: Readonly<Record<string, string>>; readonly body?: object },
  ): Promise<WireAnswer>;
}

async function serve(): Promise<Served & { close(): Promise<void> }> {
  const keystone = await KeystoneStandIn.start(users);
  const settings = freezerSettings({
    identity: 'keystone',
    authUrl: keystone.url,
    username: 'freezer',
    password: 'freezer secret',
    timeout: 30_000,
  });
  const tokens = new KeystoneTokens(settings, { error: () => undefined, info: () => undefined });
  const freezer = await startFreezer(settings, 'embedded', { keystone: tokens });
  return {
    close: async () => {
      await freezer.close();
      await keystone.stop();
    },
    keystone,
    as: (name, method, path, { headers = {}, body } = {}) =>
      sendOverWire(freezer.url, {
        method,
        path,
        headers: { ...headers, ...(name === undefined ? {} : { 'x-auth-token': keystone.issue(name) }) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      }),
  };
}

describe('the Freezer API behind a Keystone', () => {
  let served: Awaited<ReturnType<typeof serve>>;

  before(async () => {
    served = await serve();
  });
  after(() => served.close());

  test('keeps the identity that Keystone names, whatever the headers say', async () => {
    const { as } = served;
    const forged = {
      'x-identity-status': 'Confirmed',
      'x-user-id': 'u-root',
      'x-user-name': 'root',
      'x-project-id': 'p-2',
      'x-tenant-id': 'p-2',
      'x-roles': 'admin',
    };

    const created = await as('ann', 'POST', '/v1/backups', { body: backup, headers: forged });
    const elsewhere = await as('eve', 'GET', '/v2/p-2/backups', { headers: forged });
    const { backups } = JSON.parse((await as('ann', 'GET', '/v1/backups')).text) as {
      backups: Record<string, unknown>[];
    };

    assert.equal(created.status, 201);
    assert.equal(elsewhere.status, 403);
    assert.deepEqual(
      backups.map(({ user_id, user_name, project_id }) => [user_id, user_name, project_id]),
      [['u-ann', 'ann', 'p-1']],
    );
  });

  test('answers 401 without a valid token, and names Keystone', async () => {
    const { as, keystone } = served;

    const wrong: Record<string, string>[] = [{}, { 'x-auth-token': 'unknown' }, { 'x-user-id': 'u-ann' }];
    for (const headers of wrong) {
      const answer = await as(undefined, 'GET', '/v1/backups', { headers });

      assert.equal(answer.status, 401);
      assert.equal(answer.headers['www-authenticate'], `Keystone uri="${keystone.url}"`);
      assert.ok(!answer.text.includes('unknown'));
    }
    const alias = await as(undefined, 'GET', '/v1/backups', {
      headers: { 'x-storage-token': keystone.issue('ann') },
    });
    assert.equal(alias.status, 200);
  });

  test('answers 503 and never 401 while Keystone cannot be asked, and open rows still', async () => {
    const { as, keystone } = served;
    await as('ann', 'GET', '/v1/backups');
    keystone.misbehaviour.set('validation', 'drop');

    const answer = await as('ann', 'GET', '/v1/backups');

    const open = await as(undefined, 'GET', '/');
    keystone.misbehaviour.clear();

    assert.equal(answer.status, 503);
    assert.equal(answer.headers['retry-after'], '1');
    assert.deepEqual(JSON.parse(answer.text), {
      title: 'Service Unavailable',
      description: 'The Keystone service is temporarily unavailable.',
      error: 'service unavailable',
    });
    assert.equal(open.status, 300);
    assert.equal((await as(undefined, 'GET', '/v3')).status, 404);
  });

  test('confines version 2 to the project of the token and to the roles in it', async () => {
    const { as } = served;
    const statuses = async (name: string): Promise<number[]> => {
      const answers = [
        await as(name, 'GET', '/v2/p-1/backups'),
        await as(name, 'POST', '/v2/p-1/clients', { body: { client_id: `${name}.example.org` } }),
        await as(name, 'GET', '/v2/p-2/backups'),
        await as(name, 'POST', '/v1/clients', { body: { client_id: `${name}-v1` } }),
      ];
      return answers.map(({ status }) => status);
    };

    assert.deepEqual(await statuses('ann'), [200, 201, 403, 201]);
    assert.deepEqual(await statuses('eve'), [200, 403, 403, 201]);
    assert.deepEqual(await statuses('mia'), [403, 403, 403, 201]);
    assert.deepEqual(await statuses('root'), [200, 201, 200, 201]);
    assert.deepEqual(await statuses('bob'), [403, 403, 403, 201]);
  });

  test('registers one of twenty identical backups that come at once', async () => {
    const { as } = served;

    const answers = await Promise.all(
      Array.from({ length: 20 }, () => as('ann', 'POST', '/v2/p-1/backups', { body: other })),
    );

    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [201, ...Array<number>(19).fill(409)],
    );
  });
});
