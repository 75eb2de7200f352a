import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startChild, type Child, type ChildOptions } from './child.js';
import { isRunning } from './process-running.js';
import { waitFor } from './wait-for.js';

const forever = 'setInterval(() => {}, 1_000);';

function startNode(t: Pick<TestContext, 'after'>, program: string, options?: ChildOptions): Promise<Child> {
  return startChild(t, process.execPath, ['--input-type=module', '--eval', program], options);
}

/** An owner whose end the test itself decides. */
function ownedByHand(): { owner: Pick<TestContext, 'after'>; end: () => Promise<void> } {
  const works: (() => Promise<void>)[] = [];
  const owner = { after: (work: () => Promise<void>) => void works.push(work) } as Pick<TestContext, 'after'>;
  return { owner, end: async () => void (await Promise.all(works.map((work) => work()))) };
}

describe('a child process', () => {
  it('collects the lines of both outputs and tells how it ended', async (t) => {
    const child = await startNode(
      t,
      `console.log('one\\ntwo'); console.error('three'); process.exitCode = 3;`,
    );

    const exit = await child.exited;

    assert.deepEqual(exit, { code: 3, signal: null });
    assert.deepEqual(child.stdout, ['one', 'two']);
    assert.deepEqual(child.stderr, ['three']);
    assert.deepEqual(child.lines.toSorted(), ['one', 'three', 'two']);
  });

  it('finds a line printed already and one still to come', async (t) => {
    const child = await startNode(
      t,
      `console.log('port 1'); setTimeout(() => console.log('port 2'), 100); ${forever}`,
    );

    const [, first] = await child.waitForLine(/^port (\d)/);
    const [, second] = await child.waitForLine(/^port (2)/g);
    const [, again] = await child.waitForLine(/^port (\d)/g);

    assert.deepEqual([first, second, again], ['1', '2', '1']);
  });

  it('shows its last lines when the awaited one never comes', async (t) => {
    const silent = await startNode(t, `console.log('still here'); ${forever}`);
    const ending = await startNode(t, `console.error('no such file'); process.exit(2)`);
    await silent.waitForLine(/still here/);

    await assert.rejects(
      silent.waitForLine(/ready/, 30),
      /printed no \/ready\/ within 30 ms; its last lines:\nstill here/,
    );
    await assert.rejects(
      ending.waitForLine(/ready/),
      /ended \(2\) without printing \/ready\/; its last lines:\nno such file/,
    );
  });

  it('gets our environment with changes', async (t) => {
    process.env['CHILD_TEST_KEPT'] = 'kept';
    process.env['CHILD_TEST_REMOVED'] = 'removed';
    const program = `console.log(['KEPT', 'REMOVED', 'ADDED'].map((name) => process.env['CHILD_TEST_' + name]).join())`;

    const child = await startNode(t, program, {
      env: { CHILD_TEST_REMOVED: undefined, CHILD_TEST_ADDED: 'added' },
    });
    await child.exited;

    assert.deepEqual(child.stdout, ['kept,,added']);
  });

  it('ends by the signal it is sent', async (t) => {
    const child = await startNode(t, `console.log('up'); ${forever}`);
    await child.waitForLine(/up/);

    child.kill();

    assert.deepEqual(await child.exited, { code: null, signal: 'SIGTERM' });
  });

  it('fails to start a program that does not exist', async (t) => {
    await assert.rejects(startChild(t, '/no/such/program', []), { code: 'ENOENT' });
  });

  const parent = `
    import { spawn } from 'node:child_process';
    const grandchild = spawn(process.execPath, ['-e', '${forever}'], { stdio: 'inherit' });
    console.log('grandchild ' + grandchild.pid);
    ${forever}
  `;

  it('is killed with its own children when its owner ends', async () => {
    const { owner, end } = ownedByHand();
    const child = await startNode(owner, parent);
    const [, grandchild] = await child.waitForLine(/^grandchild (\d+)/);

    await end();

    assert.equal(isRunning(child.pid), false);
    await waitFor('the grandchild to be gone', () => !isRunning(Number(grandchild)));
  });

  it('is killed with its own children when the test process is', async (t) => {
    const program = `
      const { startChild } = await import(${JSON.stringify(import.meta.resolve('./child.js'))});
      const child = await startChild({ after() {} }, process.execPath, ['--input-type=module', '--eval', ${JSON.stringify(parent)}]);
      const [, grandchild] = await child.waitForLine(/^grandchild (\\d+)/);
      console.log('pids ' + child.pid + ' ' + grandchild);
    `;
    const runner = await startNode(t, program);
    const [, child, grandchild] = await runner.waitForLine(/^pids (\d+) (\d+)/);

    runner.kill('SIGKILL');

    await waitFor('both to be gone', () => !isRunning(Number(child)) && !isRunning(Number(grandchild)));
  });
});
