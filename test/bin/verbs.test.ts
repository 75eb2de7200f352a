import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { buildSchema } from 'graphql';
import { runCommand } from '../support/command-line.js';
import { repository } from '../support/launcher-project.js';

/** Every verb, what its help must name, and how it is called wrongly. */
const verbs: readonly {
  readonly verb: string;
  readonly names: readonly string[];
  readonly wrong: readonly string[];
  readonly complaint: RegExp;
}[] = [
  {
    verb: 'serve',
    names: ['--port', 'INFRAGRAPH_PORT', '--data-dir', '--insecure', '--freezer-port'],
    wrong: ['--prot', '1'],
    complaint: /unknown option '--prot'/,
  },
  {
    verb: 'gateway',
    names: ['--subgraph-urls', '--hop-secret'],
    wrong: ['extra'],
    complaint: /too many arguments/,
  },
  {
    verb: 'subgraph',
    names: ['core', 'storage', 'compute', 'metadata', 'backup', '--hop-secret'],
    wrong: ['storage-x'],
    complaint: /'storage-x' is invalid.*core, storage, compute, metadata, backup/,
  },
  {
    verb: 'worker',
    names: ['--task-concurrency', '--compute-clouds-file', '--storage-networks', '--node <name>'],
    wrong: ['--port'],
    complaint: /argument missing/,
  },
  { verb: 'migrate', names: ['--database-url'], wrong: ['--nonsense'], complaint: /--nonsense/ },
  {
    verb: 'schema',
    names: ['print', 'api', 'supergraph', 'compute'],
    wrong: ['print', 'nonsense'],
    complaint: /'nonsense' is invalid.*api, supergraph/,
  },
  {
    verb: 'compose',
    names: ['schemas', '--alone', '--subgraph-urls'],
    wrong: ['inventory'],
    complaint: /must be name=file pairs such as inventory=inventory\.graphql, not "inventory"/,
  },
  {
    verb: 'account',
    names: ['create', '--role', '--tenant', 'standard input'],
    wrong: ['destroy', 'ann'],
    complaint: /'destroy' is invalid.*create/,
  },
  {
    verb: 'token',
    names: ['create', '--scopes', '--expires'],
    wrong: ['create'],
    complaint: /missing required argument 'account'/,
  },
  {
    verb: 'import',
    names: ['delfin', '--database <where>', '--apply', '--prefer', '--json'],
    wrong: ['delfin'],
    complaint: /--database must name/,
  },
  {
    verb: 'secrets',
    names: ['rotate', '--dry-run', '--new-key', '--secrets-key'],
    wrong: ['reveal'],
    complaint: /'reveal' is invalid.*rotate/,
  },
  {
    verb: 'subscribe',
    names: ['--url', '--token', '--count', 'after'],
    wrong: ['{ clouds { name } }'],
    complaint: /subscription/,
  },
  {
    verb: 'tail',
    names: ['tasks', 'alerts', '--filter <pairs>', '--url', '--count'],
    wrong: ['weather'],
    complaint: /'weather' is invalid.*tasks/,
  },
  {
    verb: 'demo',
    names: ['remove', '--url', '--token'],
    wrong: ['create'],
    complaint: /'create' is invalid.*remove/,
  },
  { verb: 'check-config', names: ['--log-level'], wrong: ['--log-level'], complaint: /argument missing/ },
  { verb: 'emit', names: ['--check'], wrong: ['--all'], complaint: /--all/ },
  {
    verb: 'completion',
    names: ['bash', 'zsh', 'fish'],
    wrong: ['tcsh'],
    complaint: /'tcsh' is invalid.*bash, zsh, fish/,
  },
];

describe('the verbs of the command line', () => {
  it('are all in the help, which ends with 0', async (t) => {
    const asked = await runCommand(t, ['help']);

    assert.equal(asked.code, 0);
    for (const { verb } of verbs) assert.match(asked.stdout, new RegExp(`^  ${verb} `, 'm'));
    const shown = [...asked.stdout.matchAll(/^ {2}([a-z-]+) .*\w/gm)].map(([, name]) => name);
    assert.deepEqual(
      shown.filter((name) => name !== 'help'),
      verbs.map(({ verb }) => verb),
    );
  });

  it('show the help on standard error and end with 2 when none is named', async (t) => {
    const run = await runCommand(t, []);

    assert.equal(run.code, 2);
    assert.match(run.stderr, /Usage: infragraph/);
    assert.equal(run.stdout, '');
  });

  it('print the version of package.json', async (t) => {
    const run = await runCommand(t, ['--version']);

    const manifest = JSON.parse(readFileSync(`${repository}package.json`, 'utf8')) as { version: string };
    assert.deepEqual(run, { code: 0, stdout: manifest.version, stderr: '' });
  });

  it('end with 2 and name an unknown one', async (t) => {
    const run = await runCommand(t, ['sevre']);

    assert.equal(run.code, 2);
    assert.match(run.stderr, /unknown command 'sevre'/);
  });

  for (const { verb, names, wrong, complaint } of verbs) {
    it(`explain ${verb} and refuse what it does not know`, async (t) => {
      const [help, refused] = await Promise.all([
        runCommand(t, [verb, '--help']),
        runCommand(t, [verb, ...wrong]),
      ]);

      assert.deepEqual([help.code, help.stderr], [0, '']);
      for (const name of names) assert.ok(help.stdout.includes(name), `${verb} --help names ${name}`);
      assert.match(
        help.stdout,
        new RegExp(
          `\\nExamples:\\n( {2}infragraph ${verb}.*\\n)+\\nExit codes:\\n( {2}[012] {2}\\w.*\\n?){3}$`,
        ),
      );
      const [options = '', examples = ''] = help.stdout.split('\nExamples:\n');
      for (const [used] of examples.matchAll(/--[a-z-]+/g))
        assert.match(options, new RegExp(`^ {2}${used} `, 'm'), `an example of ${verb} uses ${used}`);
      assert.deepEqual([refused.code, refused.stdout], [2, '']);
      assert.match(refused.stderr, complaint);
      assert.doesNotMatch(refused.stderr, /\n\s+at /);
    });
  }
});

describe('schema print', () => {
  it('prints the API schema unless told otherwise, the supergraph and each subgraph', async (t) => {
    const [byDefault, api, supergraph, compute] = await Promise.all(
      [[], ['api'], ['supergraph'], ['compute']].map((what) => runCommand(t, ['schema', 'print', ...what])),
    );

    const types = buildSchema(api?.stdout ?? '').getTypeMap();
    assert.ok(types['ComputeNode'] && types['BackupRecord'] && types['Task']);
    assert.deepEqual(byDefault, api);
    assert.equal(supergraph?.stdout.trim(), committed('supergraph'));
    assert.equal(compute?.stdout.trim(), committed('compute'));
  });
});

function committed(name: string): string {
  return readFileSync(`${repository}schema/${name}.graphql`, 'utf8').trim();
}
