import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { runCommand, temporaryFolder } from '../support/command-line.js';
import { shellMissing } from '../support/prepare.js';

const run = promisify(execFile);

/** A shell's script in a folder of its own, and what bash offers with it for the last of some words. */
async function bash(
  t: TestContext,
): Promise<{ readonly folder: string; readonly offered: (...words: string[]) => Promise<string[]> }> {
  const { code, stdout } = await runCommand(t, ['completion', 'bash']);
  assert.equal(code, 0);
  const folder = temporaryFolder(t);
  const script = join(folder, 'completion.sh');
  await writeFile(script, stdout);
  const asked = `source "$1"; shift; COMP_WORDS=(infragraph "$@"); COMP_CWORD=$#; _infragraph; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const offered = async (...words: string[]): Promise<string[]> => {
    const told = await run('bash', ['--norc', '-uc', asked, 'bash', script, ...words], { cwd: folder });
    assert.equal(told.stderr, '');
    return told.stdout.split('\n').filter((line) => line !== '');
  };
  return { folder, offered };
}

describe('the completion of the command line in a real bash', () => {
  it('offers every verb of the help', async (t) => {
    const { offered } = await bash(t);
    const help = await runCommand(t, ['help']);
    const verbs = [...help.stdout.matchAll(/^ {2}([a-z-]+) .*\w/gm)].map(([, name = '']) => name);

    assert.deepEqual((await offered('')).sort(), [...verbs, '--help', '--version'].sort());
    assert.deepEqual(await offered('sub'), ['subgraph', 'subscribe']);
    assert.deepEqual(await offered('help', 'mig'), ['migrate']);
  });

  it('offers the options of the verb, and no other', async (t) => {
    const { offered } = await bash(t);
    const help = await runCommand(t, ['serve', '--help']);
    const named = [...help.stdout.matchAll(/^ {2}(?:-h, )?(--[a-z0-9-]+)/gm)].map(([, name = '']) => name);

    assert.deepEqual((await offered('serve', '--')).sort(), named.sort());
    assert.deepEqual(await offered('emit', '--'), ['--check', '--help']);
    assert.deepEqual(await offered('worker', '--node', 'vault', '--task-con'), ['--task-concurrency']);
  });

  it('offers what can stand at a place, and the values of an option', async (t) => {
    const { offered, folder } = await bash(t);
    await writeFile(join(folder, 'delfin.db'), '');

    assert.deepEqual(await offered('schema', ''), ['print', 'changes', 'release']);
    assert.deepEqual(await offered('schema', 'print', 'st'), ['storage']);
    assert.deepEqual(await offered('serve', '--log-level', 'e'), ['error']);
    assert.deepEqual(await offered('serve', '--log-level', '=', 'e'), ['error']);
    assert.deepEqual(await offered('serve', '--insecure', 't'), ['true']);
    assert.deepEqual(await offered('import', 'delfin', '--database', 'del'), ['delfin.db']);
    assert.deepEqual(await offered('token', 'create', ''), []);
    assert.deepEqual(await offered('token', '--expires', '90d', ''), ['create']);
  });
});

for (const [shell, flag] of [
  ['zsh', '-n'],
  ['fish', '--no-execute'],
] as const)
  describe(`the completion of the command line for ${shell}`, { skip: shellMissing(shell) ?? false }, () => {
    it('is a script the shell can read, with every verb in it', async (t) => {
      const { stdout } = await runCommand(t, ['completion', shell]);
      const script = join(temporaryFolder(t), `infragraph.${shell}`);
      await writeFile(script, stdout);

      const { stderr } = await run(shell, [flag, script]);

      assert.equal(stderr, '');
      const help = await runCommand(t, ['help']);
      for (const [, verb = ''] of help.stdout.matchAll(/^ {2}([a-z-]+) .*\w/gm))
        assert.ok(stdout.includes(verb));
    });
  });
