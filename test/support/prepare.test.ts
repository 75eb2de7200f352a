import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { it, type TestContext } from 'node:test';
import { startChild, type Child } from './child.js';

/** Runs the preparation in a process of its own, as the launcher does, and prints what it leaves. */
function prepareIn(t: TestContext, env: NodeJS.ProcessEnv): Promise<Child> {
  const program = `
    const { prepare, postgresMissing, chromiumMissing } = await import(${JSON.stringify(import.meta.resolve('./prepare.js'))});
    await prepare();
    console.log('chosen: ' + process.env.INFRAGRAPH_TEST_POSTGRES);
    console.log('no browser: ' + chromiumMissing());
    console.log('missing: ' + postgresMissing());
  `;
  return startChild(t, process.execPath, ['--input-type=module', '--eval', program], { env });
}

it('names the PostgreSQL it found in one line and hands it on', async (t) => {
  const child = await prepareIn(t, { CI: 'true' });

  const [, version, dir] = await child.waitForLine(/^tests use PostgreSQL (\S+) from (\S+)$/, 60_000);
  const { code } = await child.exited;

  assert.ok(Number.parseInt(String(version), 10) >= 15);
  assert.deepEqual(child.lines.slice(-3), [`chosen: ${dir}`, 'no browser: undefined', 'missing: undefined']);
  assert.equal(code, 0);
});

it('fails in CI when there is no PostgreSQL', async (t) => {
  const child = await prepareIn(t, { CI: 'true', INFRAGRAPH_TEST_POSTGRES: tmpdir() });

  const { code } = await child.exited;

  assert.equal(code, 1);
  assert.match(child.stderr.join('\n'), /ENOENT/);
});

it('names the reason elsewhere and lets the suites say it', async (t) => {
  const child = await prepareIn(t, { CI: undefined, INFRAGRAPH_TEST_POSTGRES: tmpdir() });

  const { code } = await child.exited;

  assert.equal(code, 0);
  assert.match(String(child.lines[0]), /ENOENT/);
  assert.equal(child.lines.at(-1), `missing: ${child.lines[0]}`);
});

it('names the browser it found in one line', async (t) => {
  const child = await prepareIn(t, { CI: 'true' });

  const [, browser] = await child.waitForLine(/^tests use the browser (\S+)$/, 400_000);
  await child.exited;

  assert.match(String(browser), /chrom/);
});

it('goes on without a browser elsewhere and lets the suites say why', async (t) => {
  const child = await prepareIn(t, { CI: undefined, INFRAGRAPH_TEST_POSTGRES: tmpdir(), PATH: tmpdir() });

  const { code } = await child.exited;

  assert.equal(code, 0);
  assert.equal(child.lines[1]?.startsWith('there is no chromium'), true);
  assert.equal(child.lines.at(-2), `no browser: ${child.lines[1]}`);
});
