import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { startChild, type Child } from './child.js';
import { findChromium } from './chromium.js';

/** A folder to stand for the whole PATH, with programs that are shell scripts. */
async function pathWith(t: TestContext, programs: Readonly<Record<string, string>>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'infragraph-path-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(dir, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(dir, name), 0o755);
  }
  return dir;
}

/** Asks for a Chromium in a process of its own, whose PATH is the folder alone. */
function ensureIn(t: TestContext, env: NodeJS.ProcessEnv): Promise<Child> {
  const program = `
    const { ensureChromium } = await import(${JSON.stringify(import.meta.resolve('./chromium.js'))});
    process.getuid = () => 0;
    console.log(await ensureChromium().catch((error) => 'failed: ' + error.message));
  `;
  return startChild(t, process.execPath, ['--input-type=module', '--eval', program], { env });
}

it('finds Chromium under each of its names', async (t) => {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const dir = await pathWith(t, { [name]: 'exit 0' });

    assert.equal(findChromium(`/nowhere:${dir}`), join(dir, name));
  }
});

it('finds none where a file cannot be run', async (t) => {
  const dir = await pathWith(t, { chromium: 'exit 0' });
  await chmod(join(dir, 'chromium'), 0o644);

  assert.equal(findChromium(dir), undefined);
});

it('installs Chromium by apt-get in CI', async (t) => {
  const dir = await pathWith(t, {
    'apt-get':
      'if [ "$1" = install ]; then printf "#!/bin/sh" > "${0%/*}/chromium"; /bin/chmod 755 "${0%/*}/chromium"; fi',
  });
  const child = await ensureIn(t, { PATH: dir, CI: 'true' });

  await child.exited;

  assert.deepEqual(child.lines, [join(dir, 'chromium')]);
});

it('names the remedy when apt-get fails in CI', async (t) => {
  const dir = await pathWith(t, { 'apt-get': 'exit 100' });
  const child = await ensureIn(t, { PATH: dir, CI: 'true' });

  await child.exited;

  assert.match(String(child.lines[0]), /^failed: apt-get could not install chromium; install it, such as by/);
});

it('installs nothing outside CI', async (t) => {
  const dir = await pathWith(t, { 'apt-get': 'echo called' });
  const child = await ensureIn(t, { PATH: dir, CI: undefined });

  await child.exited;

  assert.match(String(child.lines[0]), /^failed: there is no chromium: install it, such as by/);
});
