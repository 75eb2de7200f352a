import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { assertUnderstood, commandsIn, productArguments } from './dry-run.js';

suite('a dry run of a block', () => {
  test('gives the commands as the shell would run them, and runs none', async (t) => {
    const script = `name=lab; touch "$name file" && printf 'x' | grep -c "a
b" '' &
cd /nowhere; run $(echo two words)`;

    const commands = await commandsIn(t, script);

    assert.deepEqual(new Set(commands.map(([program]) => program)), new Set(['touch', 'grep', 'run']));
    assert.deepEqual(
      commands.find(([program]) => program === 'touch'),
      ['touch', 'lab file'],
    );
    assert.deepEqual(
      commands.find(([program]) => program === 'grep'),
      ['grep', '-c', 'a\nb', ''],
    );
  });

  test('fails where the shell cannot read it', async (t) => {
    await assert.rejects(commandsIn(t, 'echo "never closed'), /cannot read it/);
  });

  test('knows what the product is told', () => {
    assert.deepEqual(productArguments(['npm', 'start', '--', '--port', '1']), ['serve', '--port', '1']);
    assert.deepEqual(productArguments(['node', 'bin/infragraph.mjs', 'migrate']), ['migrate']);
    assert.equal(productArguments(['node', 'bin/infragraph.mjs', 'bench']), undefined);
    assert.equal(productArguments(['curl', 'serve']), undefined);
  });

  test('fails where the product does not know a verb, an option, a choice or a setting', async () => {
    await assertUnderstood(['serve', '--port', '4000']);
    for (const argv of [['serv'], ['serve', '--prot', '1'], ['demo', 'paint'], ['serve', '--port', 'many']])
      await assert.rejects(assertUnderstood(argv), argv.join(' '));
  });
});
