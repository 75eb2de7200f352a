import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { suite, test } from 'node:test';
import { generate } from '../../../../subgraphs/kernel/subgraph/code-generation.js';

const forbidding = '--disallow-code-generation-from-strings';

/** A path of the compiled tree. */
function compiled(path: string): string {
  return fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
}

function run(...args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { NODE_TEST_CONTEXT: _parent, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [forbidding, ...args], {
    encoding: 'utf8',
    env,
  });
  return { status, output: stdout + stderr };
}

suite('where Node.js forbids to generate code', () => {
  test('closures are used instead', () => {
    const file = compiled('subgraphs/kernel/subgraph/code-generation.js');
    const program = `const { generate } = await import(${JSON.stringify(file)}); console.log(typeof generate);`;

    const { output } = run('--input-type=module', '--eval', program);

    assert.equal(typeof generate, 'function');
    assert.equal(output.trim(), 'undefined');
  });

  test('answers are the same', () => {
    const files = [
      'gateway/federation/corrections',
      'gateway/federation/compiled/entities-asked-once',
      'kernel/subgraph/planned-query',
      'kernel/subgraph/known-entities',
    ].map((name) => compiled(`test/${name}.test.js`));

    const { status, output } = run('--test', ...files);

    assert.match(output, /pass [1-9]\d/);
    assert.equal(status, 0, output);
  });
});
