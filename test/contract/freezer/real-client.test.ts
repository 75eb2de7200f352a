import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { FreezerCommand } from '../../support/freezer-command.js';
import { askWell } from '../../support/graph-client.js';
import { KeystoneStandIn } from '../../support/keystone.js';
import { lastFirst } from '../../support/last-first.js';
import { freezerMissing } from '../../support/prepare.js';
import { startProduct, type Product } from '../../support/product.js';

const password = 'correct horse battery';
const clientId = 'p-1_db1.example.org';
const client = { client_id: clientId, hostname: 'db1.example.org', description: 'orders database' };
const backup = {
  container: 'vault',
  hostname: 'db1.example.org',
  backup_name: 'orders',
  time_stamp: 1_700_000_000,
  curr_backup_level: 0,
  path_to_backup: '/var/lib/mysql',
  mode: 'mysql',
};
const compositeId = 'vault_db1.example.org_orders_1700000000_0';

type Row = Readonly<Record<string, unknown>>;

const job = {
  description: 'nightly',
  job_schedule: { schedule_interval: '1 days' },
  job_actions: [
    { freezer_action: { action: 'backup', mode: 'mysql', container: 'vault', backup_name: 'orders' } },
  ],
};
const action = {
  action_id: 'a-1',
  freezer_action: { action: 'restore', backup_name: 'orders' },
  max_retries: 3,
};
const session = { session_id: 's-1', description: 'both', schedule: { schedule_interval: '1 days' } };

/** A job with its action, in a session and out of it, from their creation to their end. */
async function throughTheirWork(freezer: FreezerCommand): Promise<void> {
  const inSession = (id: string): string[] => ['--session-id', 's-1', '--job-id', id];
  await freezer.well('client-register', '--file', freezer.file('client.json', client));
  await freezer.well('action-create', '--file', freezer.file('action.json', action));
  await freezer.well('action-update', 'a-1', freezer.file('change.json', { max_retries: 4 }));
  const shownAction = await freezer.json<Row>('action-show', 'a-1');
  await freezer.well('action-delete', 'a-1');
  const made = await freezer.well('job-create', '--file', freezer.file('job.json', job), '-C', clientId);
  const id = /Job (\S+) created/.exec(made)?.[1] ?? '';
  await freezer.well('session-create', '--file', freezer.file('session.json', session));
  await freezer.well('session-add-job', ...inSession(id));
  await freezer.well('session-start', ...inSession(id), '--job-tag', '0');
  const tooHigh = await freezer.run('session-start', ...inSession(id), '--job-tag', '9');
  const [runSession] = await freezer.json<Row[]>('session-list');
  const shownSession = await freezer.json<Row>('session-show', 's-1');
  await freezer.well('session-remove-job', ...inSession(id));
  const events = [];
  for (const event of ['start', 'stop', 'abort']) {
    await freezer.well(`job-${event}`, id);
    events.push((await freezer.json<Row[]>('job-list', '-C', clientId)).map((row) => row['Event']));
  }
  await freezer.well('job-update', id, freezer.file('change.json', { description: 'weekly' }));
  const shownJob = await freezer.json<Row>('job-show', id);
  const [left] = await freezer.json<Row[]>('action-list');
  await freezer.well('session-delete', 's-1');
  await freezer.well('job-delete', id);
  await freezer.well('action-delete', String(left?.['Action ID']));
  await freezer.well('client-delete', clientId);
  const nothing = await freezer.json<Row[]>('job-list');

  assert.deepEqual(
    nothing.map((row) => row['Job ID']),
    [''],
  );
  assert.equal(Object.entries(shownAction).find(([name]) => /^max.retries$/i.test(name))?.[1], 4);
  assert.match(tooHigh.text, /Error 400: .*tag value too high/);
  assert.deepEqual(
    [runSession?.['Session ID'], runSession?.['Status'], runSession?.['# Jobs']],
    ['s-1', 'running', 1],
  );
  assert.equal(shownSession['Session tag'], 1);
  assert.deepEqual(events, [['start'], ['stop'], ['abort']]);
  assert.deepEqual([shownJob['Description'], shownJob['Interval']], ['weekly', '1 days']);
  assert.equal(left?.['Name'], 'orders');
}

/** The listing without the time, which the client cannot print as JSON. */
function backupsOf(freezer: FreezerCommand, ...args: readonly string[]): Promise<Row[]> {
  const columns = ['Backup ID', 'Backup UUID', 'Hostname', 'Path', 'Level'].flatMap((name) => ['-c', name]);
  return freezer.json('backup-list', ...args, ...columns);
}

/** A client and a backup, from their creation to their end. */
async function throughTheirLife(freezer: FreezerCommand): Promise<void> {
  await freezer.well('client-register', '--file', freezer.file('client.json', client));
  const clients = await freezer.json<Row[]>('client-list', '--search', 'orders');
  const shown = await freezer.json<Row>('client-show', clientId);
  const created = await freezer.well('backup-create', '--file', freezer.file('backup.json', backup));
  const again = await freezer.run('backup-create', '--file', freezer.file('backup.json', backup));
  const [listed, ...others] = await backupsOf(freezer, '--search', 'orders');
  const uuid = String(listed?.['Backup UUID']);
  const detail = await freezer.json<Row>('backup-show', uuid);
  await freezer.well('backup-delete', uuid);
  await freezer.well('client-delete', clientId);
  const gone = await freezer.run('backup-show', uuid);
  const left = await freezer.json<Row[]>('client-list');

  assert.deepEqual(
    clients.map((row) => [row['Client ID'], row['hostname'], row['description']]),
    [[clientId, 'db1.example.org', 'orders database']],
  );
  assert.equal(shown['Client UUID'], clients[0]?.['uuid']);
  assert.match(created, /Backup \S+ created/);
  assert.notEqual(again.code, 0);
  assert.match(again.text, /Error 409: Backup data already existing/);
  assert.deepEqual(
    [listed?.['Hostname'], listed?.['Path'], listed?.['Level'], others],
    ['db1.example.org', '/var/lib/mysql', 0, []],
  );
  assert.match(String(detail['Metadata']), /'backup_name': 'orders'/);
  assert.match(gone.text, /Backup not found/);
  assert.deepEqual(
    left.map((row) => row['Client ID']),
    [''],
  );
}

describe('the freezer command', { skip: freezerMissing() ?? false }, () => {
  describe('against the accounts of the server', () => {
    const owner = lastFirst({ after });
    let product: Product;
    let login: { authUrl: string; username: string; password: string; project: string };

    before(async () => {
      product = await startProduct(owner);
      login = { authUrl: `${product.url}/v3`, username: 'ann', password, project: 'p-1' };
      await askWell(
        product,
        `mutation { createAccount(input: {name: "ann", password: "${password}", role: OPERATOR, tenantId: "p-1"}) { account { id } } }`,
      );
    });

    for (const version of ['1', '2'] as const)
      test(`keeps clients and backups by version ${version}`, async () => {
        await throughTheirLife(new FreezerCommand(owner, { ...login, version }));
      });

    for (const version of ['1', '2'] as const)
      test(`keeps jobs, actions and sessions by version ${version}`, async () => {
        await throughTheirWork(new FreezerCommand(owner, { ...login, version }));
      });

    test('shows a record of version 1 under its other id in version 2', async () => {
      const first = new FreezerCommand(owner, { ...login, version: '1' });
      const second = new FreezerCommand(owner, { ...login, version: '2' });
      await first.well('backup-create', '--file', first.file('backup.json', backup));

      const [old] = await backupsOf(first);
      const [later] = await backupsOf(second);
      await second.well('backup-delete', String(later?.['Backup ID']));

      assert.equal(old?.['Backup ID'], compositeId);
      assert.equal(later?.['Backup ID'], old?.['Backup UUID']);
      assert.deepEqual(
        (await backupsOf(first)).map((row) => row['Backup ID']),
        [''],
      );
    });

    test('is told of a wrong password and of a project out of reach', async () => {
      for (const wrong of [{ password: 'wrong horse battery' }, { project: 'p-2' }]) {
        const { code, text } = await new FreezerCommand(owner, { ...login, ...wrong, version: '2' }).run(
          'client-list',
        );

        assert.notEqual(code, 0);
        assert.match(text, /requires authentication/);
      }
    });
  });

  describe('against a Keystone', () => {
    let keystone: KeystoneStandIn;
    const owner = lastFirst({ after });
    let product: Product;
    let login: { authUrl: string; username: string; password: string; project: string };

    before(async () => {
      keystone = await KeystoneStandIn.start([
        {
          id: 'u-service',
          name: 'freezer',
          password: 'service secret',
          project: { id: 'p-service', name: 'service' },
          roles: ['service'],
        },
        { id: 'u-bob', name: 'bob', password, project: { id: 'p-1', name: 'shop' }, roles: ['member'] },
      ]);
      owner.after(() => keystone.stop());
      product = await startProduct(owner, {
        settings: {
          'freezer-identity': 'keystone',
          'keystone-auth-url': keystone.url,
          'keystone-username': 'freezer',
          'keystone-password': 'service secret',
        },
      });
      keystone.backupUrl = product.url;
      login = { authUrl: keystone.url, username: 'bob', password, project: 'shop' };
    });

    for (const version of ['1', '2'] as const)
      test(`keeps clients and backups by version ${version}`, async () => {
        await throughTheirLife(new FreezerCommand(owner, { ...login, version }));

        assert.deepEqual(keystone.complaints, []);
        assert.ok(keystone.asked('validation') > 0);
      });

    test('comes with a token alone', async () => {
      const { authUrl, project } = login;
      const freezer = new FreezerCommand(owner, {
        authUrl,
        project,
        token: keystone.issue('bob'),
        version: '2',
      });

      assert.deepEqual(
        (await freezer.json<Row[]>('client-list')).map((row) => row['Client ID']),
        [''],
      );
    });

    test('is told when Keystone cannot be asked', async () => {
      keystone.misbehaviour.set('validation', { status: 500, body: '{}' });

      const { code, text } = await new FreezerCommand(owner, { ...login, version: '1' }).run('client-list');
      keystone.misbehaviour.clear();

      assert.notEqual(code, 0);
      assert.match(text, /503: The Keystone service is temporarily unavailable/);
    });
  });
});
