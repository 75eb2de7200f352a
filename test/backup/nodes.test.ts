import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { StartFailure } from '../../subgraphs/kernel/errors/start-failure.js';
import { NodePresence } from '../../subgraphs/backup/services/node-presence.js';
import { ownNode } from '../../subgraphs/backup/services/own-node.js';
import { openViewer, type Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { cannotRun, engines } from '../support/engines.js';
import { BackupHouse } from './backup-house.js';
import { WorkFixture, workDoing } from './work-fixture.js';

const listing = `{ backupNodes { nodes { guid name address version state seenAt stagingTotal stagingUsed stagingAvailable } totalCount } }`;

interface Shown {
  readonly name: string;
  readonly state: string;
  readonly [more: string]: unknown;
}

for (const engine of engines) {
  describe(`backup nodes on the ${engine} database`, { skip: cannotRun(engine) }, () => {
    let house: BackupHouse;
    before(async () => {
      house = await BackupHouse.open({
        kind: engine,
        functions: workDoing({}),
        config: { nodeName: 'north' },
      });
    });
    after(() => house.close());

    const nodes = async (): Promise<readonly Shown[]> =>
      (await house.data<{ backupNodes: { nodes: Shown[] } }>(listing)).backupNodes.nodes;
    const silence = (name: string, seconds: number) =>
      sql`update backup.node set seen_at = now() - ${seconds}::integer * interval '1 second' where name = ${name}`.execute(
        house.parts.store.sql,
      );

    it('are there as soon as they work, with their staging space', async () => {
      const [node] = await nodes();

      assert.partialDeepStrictEqual(node, {
        name: 'north',
        address: hostname(),
        state: 'ONLINE',
        version: house.parts.node.version,
      });
      const [total, used, available] = [
        node?.['stagingTotal'],
        node?.['stagingUsed'],
        node?.['stagingAvailable'],
      ].map(Number);
      assert.ok(total !== undefined && total > 0 && used === total - (available ?? 0));
    });

    it('count as offline without a sign of life, and their tasks tell so', async () => {
      const fixture = await WorkFixture.on(house);
      await sql`insert into backup.node (name, address, version, staging_dir, started_at, seen_at) values ('south', 'elsewhere', '1', '/s', now(), now() - interval '1 hour')`.execute(
        house.parts.store.sql,
      );
      const { guid } = await fixture.export(await fixture.machine(), { windowStart: new Date('2099-01-01') });
      await sql`update kernel.task set place = 'south', window_start = null where guid = ${guid}`.execute(
        house.parts.store.sql,
      );

      const south = (await nodes()).find(({ name }) => name === 'south');
      const { backupTask } = await house.data<{ backupTask: { whyQueued: string } }>(
        'query ($guid: ID!) { backupTask(guid: $guid) { whyQueued } }',
        { guid },
      );

      assert.equal(south?.state, 'OFFLINE');
      assert.equal(backupTask.whyQueued, 'Its backup node south is offline.');
    });

    it('are found for a backup that can be restored, as far as they are online', async () => {
      const fixture = await WorkFixture.on(house);
      const { workflow } = await fixture.export(await fixture.machine({ tenantId: 't1' }));
      await fixture.chain(workflow);
      const [backup] = await fixture.rows('backup', sql<boolean>`t.workflow = ${workflow}`);
      const guid = String(backup?.['guid']);
      const able = async (of: string, viewer: Viewer = openViewer): Promise<string[]> => {
        const { list } = await house.data<{ list: { nodes: { name: string }[] } }>(
          'query ($of: ID) { list: backupNodes(filter: { backup: $of }) { nodes { name } } }',
          { of },
          viewer,
        );
        return list.nodes.map(({ name }) => name);
      };

      const online = await able(guid);
      await silence('north', 60);
      const silent = await able(guid);
      await silence('north', 0);
      const foreign = await able(guid, { ...openViewer, kind: 'account', role: 'operator', tenantId: 't2' });
      await sql`update backup.backup_location set status = 'REMOVED' where backup_guid = ${guid}`.execute(
        house.parts.store.sql,
      );

      assert.deepEqual(
        [online, silent, foreign, await able(guid), await able('x')],
        [['north'], [], [], [], []],
      );
    });

    it('do not take the name of one that runs on another machine, but of one that is gone', async () => {
      const elsewhere = new NodePresence(house.parts, { ...house.parts.node, address: 'another-machine' });

      await assert.rejects(
        elsewhere.start(),
        (error) => error instanceof StartFailure && /--node/.test(error.message),
      );
      await silence('north', 60);
      await elsewhere.start();
      await elsewhere.stop();

      const [node] = await nodes();
      assert.partialDeepStrictEqual(node, { name: 'north', address: 'another-machine', state: 'ONLINE' });
    });
  });
}

describe('the name of a backup node', () => {
  const config = { stagingDir: undefined, directory: undefined, dataDir: '/data' } as never as Parameters<
    typeof ownNode
  >[0];

  it('is the one it was given, else "local" on the embedded database and the host name on a server', () => {
    assert.equal(ownNode({ ...config, nodeName: 'n-1' }, { kind: 'server' }).name, 'n-1');
    assert.equal(ownNode({ ...config, nodeName: undefined }, { kind: 'embedded' }).name, 'local');
    assert.match(
      ownNode({ ...config, nodeName: undefined }, { kind: 'server' }).name,
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    );
  });

  it('stages in the folder of the subgraph unless told', () => {
    assert.equal(
      ownNode({ ...config, nodeName: 'n' }, { kind: 'server' }).stagingDir,
      '/data/backup/staging',
    );
    assert.equal(
      ownNode({ ...config, nodeName: 'n', directory: '/b' }, { kind: 'server' }).stagingDir,
      '/b/staging',
    );
    assert.equal(
      ownNode({ ...config, nodeName: 'n', stagingDir: '/fast' }, { kind: 'server' }).stagingDir,
      '/fast',
    );
  });
});
