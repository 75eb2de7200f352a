import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { runCommand, startCommand, temporaryFolder, type CommandRun } from '../support/command-line.js';
import { readyDataDir } from '../support/ready-databases.js';
import { sharedPostgres } from '../support/shared-postgres.js';
import { cannotRun } from '../support/engines.js';
import { waitFor } from '../support/wait-for.js';
import { delfinSource, encoded, idOf, planted, sampleRows } from '../storage/import/delfin-source.js';

type Env = Readonly<Record<string, string>>;
const key = Buffer.alloc(32, 7).toString('base64');

async function embedded(t: TestContext): Promise<Env> {
  return { INFRAGRAPH_DATA_DIR: await readyDataDir(t), INFRAGRAPH_LOG_LEVEL: 'warn' };
}

const bring = (t: TestContext, env: Env, ...argv: string[]): Promise<CommandRun> =>
  runCommand(t, ['import', 'delfin', ...argv], { env });

describe('import delfin', () => {
  it('tells, then takes storages whose ids go on answering', async (t) => {
    const env = await embedded(t);
    const database = await delfinSource(t, 'embedded', sampleRows());

    const dry = await bring(t, env, '--database', database);
    const applied = await bring(t, env, '--database', database, '--apply', '--json');
    const server = await startCommand(t, ['serve', '--port=0'], { env });
    const [, port = ''] = await server.waitForLine(/^ {2}GraphQL .*:(\d+)\/graphql/, 60_000);
    const get = async (path: string): Promise<Readonly<Record<string, unknown>>> =>
      (await (await fetch(`http://127.0.0.1:${port}/v1/storages/${idOf(1)}${path}`)).json()) as never;
    await waitFor('the first sync', async () => (await get(''))['firmware_version'] === '1.0.0', {
      withinMs: 60_000,
    });
    const [storage, access, source] = [await get(''), await get('/access-info'), await get('/snmp-config')];

    assert.deepEqual([dry.code, applied.code], [0, 0]);
    assert.match(dry.stdout, /^Would be taken \(2\):\n {2}5b0f6a0e-.*array-1 .*rest; new alert source/);
    assert.match(dry.stdout, /Left behind: .* \(1\)\.\nNothing was written\. Run it again with --apply\.$/);
    assert.deepEqual(
      (JSON.parse(applied.stdout) as { storages: { outcome: string }[] }).storages.map(
        ({ outcome }) => outcome,
      ),
      ['created', 'created'],
    );
    assert.deepEqual(
      [storage['id'], storage['created_at'], storage['serial_number']],
      [idOf(1), '2024-03-02T08:15:30.123456', 'SN-1'],
    );
    assert.deepEqual(access['rest'], { host: '192.0.2.1', port: 8443, username: 'monitor' });
    assert.equal(source['community_string'], 'planted-community');
    const told = [dry, applied].map(({ stdout, stderr }) => stdout + stderr).join('');
    assert.doesNotMatch(told, new RegExp([...planted, ...planted.map(encoded)].join('|')));
    assert.doesNotMatch(told, /Warning|\n\s+at /);
  });

  it('takes a PostgreSQL database into a PostgreSQL database', { skip: cannotRun('server') }, async (t) => {
    const url = await (await sharedPostgres()).createDatabase();
    const env = { DATABASE_URL: url, INFRAGRAPH_LOG_LEVEL: 'warn' };
    const database = await delfinSource(t, 'server', sampleRows());

    const keyless = await bring(t, env, '--database', database, '--apply');
    const applied = await bring(
      t,
      { ...env, INFRAGRAPH_SECRETS_KEY: key },
      '--database',
      database,
      '--apply',
    );

    assert.deepEqual([keyless.code, keyless.stdout], [1, '']);
    assert.match(keyless.stderr, /^There is no key for encrypted columns\. Set INFRAGRAPH_SECRETS_KEY/);
    assert.deepEqual([applied.code, applied.stderr], [0, '']);
    assert.match(applied.stdout, /^Taken \(2\):/);
  });

  it('ends with 1 when something cannot be taken, and says why it cannot read', async (t) => {
    const env = await embedded(t);
    const other = join(temporaryFolder(t), 'other.sqlite');
    writeFileSync(other, 'this is no database, only a file of text');
    const { storages, alert_source } = sampleRows();
    const partly = await delfinSource(t, 'embedded', { storages, access_info: [], alert_source });

    const refused = await bring(t, env, '--database', partly);
    const noFile = await bring(t, env, '--database', '/nowhere/delfin.sqlite');
    const noDatabase = await bring(t, env, '--database', other);
    const mysql = await bring(t, env, '--database', 'mysql+pymysql://delfin:planted@db/delfin');
    const wrongSide = await bring(t, env, '--database', partly, '--prefer', 'both');

    assert.deepEqual(
      [refused, noFile, noDatabase, mysql].map(({ code }) => code),
      [1, 1, 1, 1],
    );
    assert.match(refused.stdout, /^Cannot be taken \(2\):/);
    assert.match(noFile.stderr, /^There is no file \/nowhere\/delfin\.sqlite\./);
    assert.match(noDatabase.stderr, /cannot be read as an SQLite database: .*not a database/);
    assert.match(mysql.stderr, /docs\/moving-from-delfin\.md/);
    assert.deepEqual([wrongSide.code, wrongSide.stderr], [2, expectedSides]);
    assert.doesNotMatch(mysql.stderr, /planted/);
  });
});

const expectedSides =
  'The configuration is not valid:\n  - --prefer must be one of infragraph, delfin, not "both"';
