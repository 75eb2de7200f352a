import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { allRows } from '../../bin/config-groups.js';
import { optionName } from '../../subgraphs/kernel/config/load.js';
import type { ConfigRow } from '../../subgraphs/kernel/config/row.js';
import { runCommand, temporaryFolder } from '../support/command-line.js';

const planted = {
  INFRAGRAPH_BACKUP_SMTP_URL: 'smtp://reports:planted-password@mail.example.org:587',
  DATABASE_URL: 'postgres://ann:planted-password@127.0.0.1/infragraph',
  INFRAGRAPH_HOP_SECRET: `planted-hop-${randomBytes(16).toString('hex')}`,
  INFRAGRAPH_SECRETS_KEY: randomBytes(32).toString('base64'),
};

/** Values of settings that take no text at random. */
const otherValues: Readonly<Record<string, string>> = {
  INFRAGRAPH_COMPUTE_CLOUDS_FILE: 'clouds.json',
  INFRAGRAPH_SUBGRAPH_URLS: 'core=http://127.0.0.1:4101/graphql',
  INFRAGRAPH_STORAGE_NETWORKS: '10.20.0.0/16',
  INFRAGRAPH_BACKUP_NETWORKS: '10.20.0.0/16',
  INFRAGRAPH_WEBHOOK_NETWORKS: '10.20.0.0/16',
  INFRAGRAPH_BACKUP_ORCHESTRATOR_URL: 'http://127.0.0.1:5050',
  INFRAGRAPH_VPROTECT_TIME_ZONE: 'Europe/Warsaw',
  INFRAGRAPH_TRACES_URL: 'http://127.0.0.1:4318/v1/traces',
  INFRAGRAPH_TRACES_HEADERS: 'authorization=planted-value',
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
  INFRAGRAPH_STORAGE_ALERTMANAGER_URL: 'http://127.0.0.1:9093',
};

/** A valid value other than the default. */
function otherValue(row: ConfigRow): string {
  const secret = planted[row.key as keyof typeof planted];
  if (secret !== undefined) return secret;
  const other = otherValues[row.key];
  if (other !== undefined) return other;
  switch (row.type) {
    case 'integer':
      return String(otherInteger(row));
    case 'number':
      return '0.25';
    case 'boolean':
      return String(row.default !== true);
    case 'duration':
      return '123s';
    case 'choice':
      return row.choices?.find((choice) => choice !== row.default) ?? '';
    default:
      return 'planted-value';
  }
}

function otherInteger({ default: usual, min = 0, max = Infinity }: ConfigRow): number {
  const next = (typeof usual === 'number' ? usual : min) + 1;
  return next <= max ? next : max - 1;
}

describe('check-config', () => {
  it('takes every setting by its option as by its variable', async (t) => {
    const cwd = temporaryFolder(t);
    writeFileSync(join(cwd, 'clouds.json'), '{ "first": { "ENGINE": "dummy" } }');
    const values = allRows.map((row) => [row, otherValue(row)] as const);

    const [byVariable, byOption] = await Promise.all([
      runCommand(t, ['check-config'], {
        cwd,
        env: Object.fromEntries(values.map(([row, value]) => [row.key, value])),
      }),
      runCommand(t, ['check-config', ...values.map(([row, value]) => `--${optionName(row)}=${value}`)], {
        cwd,
      }),
    ]);

    assert.deepEqual([byVariable.code, byVariable.stderr, byOption.stderr], [0, '', '']);
    assert.equal(
      byOption.stdout.replaceAll('(option)', '(environment)'),
      byVariable.stdout,
      'options mean the same as variables',
    );
    for (const row of allRows) assert.match(byOption.stdout, new RegExp(`^${row.key}=.+\\(option\\)$`, 'm'));
  });

  it('shows that secrets are set and none of their text', async (t) => {
    const run = await runCommand(t, ['check-config'], { env: planted });

    for (const key of Object.keys(planted))
      assert.match(run.stdout, new RegExp(`^${key}=\\[set\\] {2}\\(environment\\)$`, 'm'));
    for (const secret of ['planted-password', 'planted-hop', planted.INFRAGRAPH_SECRETS_KEY])
      assert.ok(!run.stdout.includes(secret));
  });

  it('lets an option win over its variable, and that over the .env file of the folder', async (t) => {
    const cwd = temporaryFolder(t);
    writeFileSync(
      join(cwd, '.env'),
      'INFRAGRAPH_PORT=4801\nINFRAGRAPH_LOG_LEVEL=warn\nINFRAGRAPH_HOST=127.0.0.2\n',
    );

    const run = await runCommand(t, ['check-config', '--port', '4803'], {
      cwd,
      env: { INFRAGRAPH_PORT: '4802', INFRAGRAPH_LOG_LEVEL: 'error' },
    });

    assert.match(run.stdout, /^INFRAGRAPH_PORT=4803 {2}\(option\)$/m);
    assert.match(run.stdout, /^INFRAGRAPH_LOG_LEVEL=error {2}\(environment\)$/m);
    assert.match(run.stdout, /^INFRAGRAPH_HOST=127\.0\.0\.2 {2}\(environment\)$/m);
  });
});

describe('a configuration that is not valid', () => {
  const wrong = {
    INFRAGRAPH_POTR: '4000',
    INFRAGRAPH_LOG_LEVEL: 'loud',
    INFRAGRAPH_SHUTDOWN_TIMEOUT: 'soon',
    INFRAGRAPH_INSECURE: 'perhaps',
    INFRAGRAPH_SUBGRAPH_URLS: 'compute=nowhere',
    INFRAGRAPH_SECRETS_KEY: 'planted-key',
    INFRAGRAPH_HOP_SECRET: 'planted-hop',
    DATABASE_URL: 'planted-database',
  };
  const expected = [
    'The configuration is not valid:',
    '  - INFRAGRAPH_POTR is not a setting',
    '  - INFRAGRAPH_SHUTDOWN_TIMEOUT must be a length of time',
    '  - INFRAGRAPH_LOG_LEVEL must be one of trace, debug',
    '  - DATABASE_URL is not valid; it is: PostgreSQL 15 or newer, such as postgres://',
    '  - INFRAGRAPH_DATABASE_POOL must be a whole number from 1 to 1000, not "0"',
    '  - INFRAGRAPH_HOP_SECRET is not valid; it is: Secret of at least 32 bytes',
    '  - INFRAGRAPH_SECRETS_KEY is not valid; it is: Keys of the encrypted columns: 32 bytes in base64',
    '  - INFRAGRAPH_SUBGRAPH_URLS must hold name=URL pairs',
    '  - INFRAGRAPH_INSECURE must be true or false',
  ];

  for (const verb of ['serve', 'gateway', 'worker', 'migrate', 'check-config']) {
    it(`ends ${verb} with 2 and one list of all faults without a secret`, async (t) => {
      const run = await runCommand(t, [verb, '--database-pool', '0'], { env: wrong });

      assert.deepEqual([run.code, run.stdout], [2, '']);
      const lines = run.stderr.split('\n');
      assert.equal(lines.length, expected.length, run.stderr);
      for (const [place, begin] of expected.entries()) assert.ok(lines[place]?.startsWith(begin), run.stderr);
      assert.doesNotMatch(run.stderr, /planted/);
    });
  }

  it('tells at once all that is missing for a gateway alone', async (t) => {
    const env = { INFRAGRAPH_SUBGRAPH_URLS: 'core=http://127.0.0.1:1/graphql,comptue=http://127.0.0.1:1/' };

    const run = await runCommand(t, ['gateway'], { env });

    assert.equal(run.code, 2);
    assert.match(
      run.stderr,
      /must name storage, compute, metadata, backup, because the gateway alone runs no subgraph/,
    );
    assert.match(
      run.stderr,
      /names "comptue", which is not a subgraph; there are core, storage, compute, metadata, backup/,
    );
    assert.match(run.stderr, /INFRAGRAPH_HOP_SECRET must be set/);
  });

  for (const verb of ['check-config', 'serve']) {
    it(`is told by ${verb} for a file of clouds, with the place of each fault and no password`, async (t) => {
      const cwd = temporaryFolder(t);
      const clouds = {
        first: { ENGINE: 'nimbus', PASSWORD: 'planted-password' },
        second: { ENGINE: 'cumulus' },
      };
      writeFileSync(join(cwd, 'clouds.json'), JSON.stringify(clouds));

      const run = await runCommand(t, [verb, '--compute-clouds-file', 'clouds.json'], { cwd });

      assert.equal(run.code, 2);
      assert.match(run.stderr, /^The configuration is not valid:/m);
      assert.match(run.stderr, /^ {2}- clouds\.json: cloud "first", ENGINE must be one of dummy/m);
      assert.match(run.stderr, /^ {2}- clouds\.json: cloud "second", ENGINE/m);
      assert.doesNotMatch(run.stderr, /planted|\n\s+at /);
    });
  }
});
