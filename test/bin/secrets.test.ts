import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runCommand } from '../support/command-line.js';
import { cannotRun } from '../support/engines.js';
import { readyDataDir } from '../support/ready-databases.js';
import { createReadyDatabase } from '../support/shared-postgres.js';
import { delfinSource, sampleRows } from '../storage/import/delfin-source.js';

const key = (byte: number): string => Buffer.alloc(32, byte).toString('base64');
const rewritten = (report: string): number =>
  (JSON.parse(report) as { columns: { rewritten: number }[] }).columns.reduce((n, c) => n + c.rewritten, 0);

describe('secrets rotate', () => {
  it('makes a new key in the key file, keeps the old one, and rewrites every secret once', async (t) => {
    const dataDir = await readyDataDir(t);
    const env = { INFRAGRAPH_DATA_DIR: dataDir, INFRAGRAPH_LOG_LEVEL: 'warn' };
    const database = await delfinSource(t, 'embedded', sampleRows());
    await runCommand(t, ['import', 'delfin', '--database', database, '--apply'], { env });
    const keys = (): string[] => readFileSync(join(dataDir, 'secrets.key'), 'utf8').trim().split(',');
    const [old] = keys();

    const rotated = await runCommand(t, ['secrets', 'rotate', '--new-key', '--json'], { env });
    const both = await runCommand(t, ['secrets', 'rotate', '--new-key', '--dry-run'], { env });

    assert.deepEqual([rotated.code, rotated.stderr, rewritten(rotated.stdout)], [0, '', 6]);
    assert.deepEqual([keys().length, keys()[1]], [2, old]);
    assert.equal(both.code, 2);
    assert.match(both.stderr, /--new-key .*does not go with --dry-run/);
  });

  it('takes its keys from the setting on a server', { skip: cannotRun('server') }, async (t) => {
    const url = await createReadyDatabase();
    const env = (secretsKey: string): Record<string, string> => ({
      DATABASE_URL: url,
      INFRAGRAPH_SECRETS_KEY: secretsKey,
      INFRAGRAPH_LOG_LEVEL: 'warn',
    });
    const [one, two] = [`one=${key(1)}`, `two=${key(2)}`];
    const run = (secretsKey: string, ...flags: string[]): ReturnType<typeof runCommand> =>
      runCommand(t, ['secrets', 'rotate', ...flags], { env: env(secretsKey) });
    const database = await delfinSource(t, 'server', sampleRows());
    await runCommand(t, ['import', 'delfin', '--database', database, '--apply'], { env: env(one) });

    const dry = await run(`${two},${one}`, '--dry-run');
    const lost = await run(two);
    const done = await run(`${two},${one}`, '--json');
    const after = await run(two);
    const own = await run(two, '--new-key');

    assert.match(dry.stdout, /rest_password: 2 encrypted, 2 to rewrite\n[^]*Nothing was written/);
    assert.equal(lost.code, 1);
    assert.match(lost.stdout, /encrypted with the key "one", which is not known\.[^]*6 cannot be decrypted/);
    assert.deepEqual([done.code, rewritten(done.stdout)], [0, 6]);
    assert.deepEqual(
      [after.code, after.stdout.split('\n').at(-1)?.slice(0, 29)],
      [0, 'Everything is under the curre'],
    );
    assert.equal(own.code, 2);
    assert.match(own.stderr, /put a new one in front/);
  });
});
