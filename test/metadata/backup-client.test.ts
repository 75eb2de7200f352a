import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createBackupClient } from '../../subgraphs/metadata/services/create-backup-client.js';
import { deleteBackupClient } from '../../subgraphs/metadata/services/delete-backup-client.js';
import { documentOfText, documentOfValue } from '../../subgraphs/metadata/services/document.js';
import { findBackupClient } from '../../subgraphs/metadata/services/find-backup-client.js';
import { listBackupClients } from '../../subgraphs/metadata/services/list-backup-clients.js';
import { updateBackupClient } from '../../subgraphs/metadata/services/update-backup-client.js';
import { cannotRun, engines } from '../support/engines.js';
import { ann, bob, dialectViewer, openMetadataFixture, type MetadataFixture } from './metadata-fixture.js';

const limit = 1e6;

for (const kind of engines) {
  describe(`backup clients on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    let fixture: MetadataFixture;
    let users = 0;

    before(async () => {
      fixture = await openMetadataFixture(kind);
    });
    after(() => fixture.close());

    function someone(): ReturnType<typeof dialectViewer> {
      return dialectViewer(`owner-${++users}`, 'p-1');
    }

    test('keep every posted key in its order and get a uuid', async () => {
      const posted =
        '{"client_id":"p-1_DB1.example.org","10":1.0,"config_id":"cfg-7","custom":{"b":1,"a":2},"user_id":"kept"}';

      const client = await createBackupClient(fixture.parts, documentOfText(posted, limit), ann);

      assert.equal(client.metadataText, `${posted.slice(0, -1)},"uuid":"${client.uuid}"}`);
      assert.match(client.uuid ?? '', /^[0-9a-f]{32}$/);
      assert.deepEqual(
        [client.userId, client.tenantId, client.hostName, client.hostKey, client.configId],
        ['u-ann', 'p-1', 'DB1.example.org', 'db1.example.org', 'cfg-7'],
      );
    });

    test('keep the uuid they bring and the host name they state', async () => {
      const client = await createBackupClient(
        fixture.parts,
        documentOfValue({ client_id: 'any thing', uuid: 'mine', hostname: 'web' }, limit),
        ann,
      );

      assert.deepEqual([client.uuid, client.hostName], ['mine', 'web']);
    });

    test('have no host name when neither document nor id gives one', async () => {
      const client = await createBackupClient(
        fixture.parts,
        documentOfValue({ client_id: 'p_not a host' }, limit),
        ann,
      );

      assert.equal(client.hostName, null);
    });

    test('are refused without an id of text', async () => {
      for (const document of [
        {},
        { client_id: null },
        { client_id: '' },
        { client_id: 5 },
        { client_id: 'x'.repeat(1025) },
      ]) {
        await assert.rejects(createBackupClient(fixture.parts, documentOfValue(document, limit), ann), {
          code: 'BAD_USER_INPUT',
        });
      }
    });

    test('let one of twenty identical registrations at once through', async () => {
      const viewer = someone();
      const document = documentOfValue({ client_id: 'one' }, limit);

      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, () => createBackupClient(fixture.parts, document, viewer)),
      );

      const refused = outcomes
        .filter((outcome) => outcome.status === 'rejected')
        .map((outcome) => (outcome.reason as { code: string }).code);
      assert.deepEqual(refused, Array(19).fill('CONFLICT'));
      await createBackupClient(fixture.parts, document, someone());
    });

    test('are merged, replaced and deleted by those who see them', async () => {
      const viewer = someone();
      const { uuid } = await createBackupClient(
        fixture.parts,
        documentOfValue({ client_id: 'x_h1', description: 'old', config_id: 'c' }, limit),
        viewer,
      );
      const locator = { clientId: 'x_h1', userId: viewer.userId };
      const change = (
        kind: 'merge' | 'replace',
        value: object,
        by = viewer,
      ): ReturnType<typeof updateBackupClient> =>
        updateBackupClient(fixture.parts, locator, { kind, document: documentOfValue(value, limit) }, by);

      const merged = await change('merge', { description: 'new' });
      const replaced = await change('replace', { hostname: 'H2' });
      await assert.rejects(change('merge', { client_id: 'y' }), { code: 'BAD_USER_INPUT' });
      await assert.rejects(change('merge', { a: 1 }, bob), { code: 'NOT_FOUND' });
      assert.equal(await deleteBackupClient(fixture.parts, locator, bob), null);
      assert.equal((await deleteBackupClient(fixture.parts, locator, viewer))?.clientId, 'x_h1');
      assert.equal(await findBackupClient(fixture.parts, locator, viewer), null);

      assert.deepEqual(merged.metadata, { client_id: 'x_h1', description: 'new', config_id: 'c', uuid });
      assert.deepEqual(replaced.metadata, { client_id: 'x_h1', hostname: 'H2', uuid });
      assert.equal(replaced.hostKey, 'h2');
    });

    test('are found by a search over their document', async () => {
      const viewer = someone();
      await createBackupClient(
        fixture.parts,
        documentOfValue({ client_id: 'x_h1', description: 'orders database' }, limit),
        viewer,
      );
      await createBackupClient(
        fixture.parts,
        documentOfValue({ client_id: 'x_h2', supported_modes: ['fs', 'mysql'] }, limit),
        viewer,
      );
      const found = async (field: string, value: string): Promise<string[]> => {
        const page = await listBackupClients(
          fixture.parts,
          { userId: viewer.userId, search: { match: [{ field, value }] } },
          'INSERTED_ASC',
          {},
          viewer,
        );
        return page.nodes.map((client) => client.clientId);
      };

      assert.deepEqual(await found('description', 'ORDERS'), ['x_h1']);
      assert.deepEqual(await found('supported_modes', 'mysql'), ['x_h2']);
      assert.deepEqual(await found('_all', 'x_h2'), ['x_h2']);
    });
  });
}
