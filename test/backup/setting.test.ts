import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { sql } from 'kysely';
import { credentialPlace, backupSecretColumns } from '../../subgraphs/backup/services/secret-columns.js';
import { parseKeyRing } from '../../subgraphs/kernel/secrets/key-ring.js';
import { rotate } from '../../subgraphs/kernel/secrets/rotation.js';
import { Secrets } from '../../subgraphs/kernel/secrets/secrets.js';
import { cannotRun, engines } from '../support/engines.js';
import { PolicyHouse, tenantViewer } from './policy-house.js';

const oldKey = randomBytes(32).toString('base64');

for (const kind of engines) {
  suite(`mailing lists and credentials on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    let house: PolicyHouse;

    before(async () => {
      house = await PolicyHouse.open(kind, { secretsKey: `old=${oldKey}` });
    });
    after(() => house.close());

    test('are made, changed, listed and deleted by name', async () => {
      const fields = 'mailingList { guid name recipients recipientCount }';
      const recipients = ['ann@example.org', 'ann@example.org', 'bob@example.org'];

      const { mailingList } = await house.make('createMailingList', { name: 'ops', recipients }, fields);
      await house.make('updateMailingList', { guid: mailingList.guid, name: 'operators' }, fields);
      const { mailingLists } = await house.data('{ mailingLists { totalCount nodes { name recipients } } }');

      assert.equal(mailingList.recipientCount, 2);
      assert.deepEqual(mailingLists, {
        totalCount: 1,
        nodes: [{ name: 'operators', recipients: ['ann@example.org', 'bob@example.org'] }],
      });
      assert.equal(await house.refused('createMailingList', { name: 'operators' }), 'NAME_NOT_UNIQUE name');
      await house.make('deleteMailingList', { guid: mailingList.guid }, 'guid');
      assert.equal(await house.refused('updateMailingList', { guid: mailingList.guid }), 'NOT_FOUND');
    });

    test('keep passwords encrypted, never show them, and take part in a rotation of keys', async () => {
      const input = { name: 'root', user: 'root', password: 'unheard of' };

      const { credential } = await house.make(
        'createCredential',
        input,
        'credential { guid name user sshKeyPath hasPassword }',
      );
      const place = credentialPlace(credential.guid);
      const stored = async (): Promise<string> => {
        const [row] = await house.rows(
          sql<{ secret: string }>`select secret from backup.credential where guid = ${credential.guid}`,
        );
        return row?.secret ?? '';
      };
      const before = await stored();
      const both = new Secrets(parseKeyRing(`new=${randomBytes(32).toString('base64')},old=${oldKey}`));
      const column = backupSecretColumns.find(({ table }) => table === 'backup.credential');
      assert.ok(column);
      await rotate(house.parts.store, both, column);

      assert.ok(before.startsWith('v1:old:') && (await stored()).startsWith('v1:new:'));
      assert.equal(both.decrypt(await stored(), place), 'unheard of');
      assert.deepEqual(
        [credential.user, credential.sshKeyPath, credential.hasPassword],
        ['root', null, true],
      );
      const { credential: cleared } = await house.make(
        'updateCredential',
        { guid: credential.guid, password: null },
        'credential { user hasPassword }',
      );
      assert.deepEqual(cleared, { user: 'root', hasPassword: false });
    });

    test('are not for those who are confined to a tenant', async () => {
      const { credentials } = await house.data('{ credentials { totalCount } }', {}, tenantViewer('t'));

      assert.equal(credentials.totalCount, 0);
      assert.equal(await house.refused('createCredential', { name: 'x' }, tenantViewer('t')), 'FORBIDDEN');
    });
  });
}
