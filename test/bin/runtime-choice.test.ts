import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { LauncherProject, repository } from '../support/launcher-project.js';

const folder = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const fakeHome = `bin/runtime/node_modules/${folder}`;

/** A fetched runtime that is no Node: it tells how it was started and ends with 7. */
function addRuntime(project: LauncherProject, version: string): void {
  project.write(`${fakeHome}/package.json`, JSON.stringify({ version }));
  project.write(
    `${fakeHome}/bin/node`,
    '#!/bin/sh\necho "runtime $2 $3"\necho "path $PATH"\nexit 7\n',
    0o755,
  );
}

/** Makes bin/runtime look installed, so that no npm is called. */
function markInstalled(project: LauncherProject): void {
  const lock = { packages: { '': {}, [`node_modules/${folder}`]: { version: '99.0.0', optional: true } } };
  const installed = { packages: { [`node_modules/${folder}`]: { version: '99.0.0', optional: true } } };
  project.write('bin/runtime/package-lock.json', JSON.stringify(lock));
  project.write('bin/runtime/node_modules/.package-lock.json', JSON.stringify(installed));
}

describe('the choice of a Node', () => {
  it('compares versions by number', async () => {
    const { isAtLeast } = (await import(
      pathToFileURL(join(repository, 'bin/launcher/node-version.mjs')).href
    )) as { isAtLeast: (version: string, minimum: string) => boolean };

    const fit = ['v24.7.0', '24.10.1', 'v26.0.0', 'v25.0.0-nightly2026'].filter((v) =>
      isAtLeast(v, '24.7.0'),
    );
    const unfit = ['v24.6.9', 'v20.20.2', 'v9.9.9', 'nonsense', ''].filter((v) => isAtLeast(v, '24.7.0'));

    assert.deepEqual(fit, ['v24.7.0', '24.10.1', 'v26.0.0', 'v25.0.0-nightly2026']);
    assert.deepEqual(unfit, []);
  });

  it('keeps the running one when it is new enough', async (t) => {
    const project = new LauncherProject(t);

    const run = await project.run(['greet', 'a', 'b']);

    assert.equal(run.stdout, 'verb greet a b');
    assert.equal(run.code, 0);
  });

  it('hands over to the fetched one, first on PATH, and passes its exit code on', async (t) => {
    const project = new LauncherProject(t);
    project.requireNode('99.0.0');
    addRuntime(project, '99.0.0');
    markInstalled(project);

    const run = await project.run(['greet', 'a']);

    const lines = run.stdout.split('\n');
    assert.equal(lines[0], 'runtime greet a');
    assert.ok(lines[1]?.startsWith(`path ${join(project.folder, fakeHome, 'bin')}:`));
    assert.equal(run.code, 7);
    assert.deepEqual(project.npmCalls(), []);
  });

  it('fetches it when it is missing and says so', async (t) => {
    const project = new LauncherProject(t);
    project.requireNode('99.0.0');
    project.write('bin/runtime/package-lock.json', '{ "packages": {} }');

    const run = await project.run(['greet']);

    assert.match(run.stderr, /Node 99\.0\.0 or newer is needed .* fetching a newer one into bin\/runtime/);
    assert.match(project.npmCalls()[0] ?? '', /^ci --prefix \S+bin.runtime --ignore-scripts/);
  });

  it('names the remedy when none is published for the platform', async (t) => {
    const project = new LauncherProject(t);
    project.requireNode('99.0.0');
    project.write('bin/runtime/package-lock.json', '{ "packages": {} }');

    const run = await project.run(['greet']);

    assert.match(
      run.stderr,
      new RegExp(`none is published for ${process.platform} ${process.arch}: install a newer Node`),
    );
    assert.equal(run.code, 1);
  });

  it('names the remedy when npm fails', async (t) => {
    const project = new LauncherProject(t);
    project.requireNode('99.0.0');
    project.write('bin/runtime/package-lock.json', '{ "packages": {} }');

    const run = await project.run(['greet'], { FAKE_NPM_CODE: '4' });

    assert.match(run.stderr, /npm ci failed in \S+runtime \(exit code 4\)/);
    assert.match(run.stderr, /install a newer Node by hand, put it first on PATH/);
    assert.equal(run.code, 1);
  });

  it('does not start itself over and over when the fetched one is too old', async (t) => {
    const project = new LauncherProject(t);
    project.requireNode('99.0.0');

    const run = await project.run(['greet'], { INFRAGRAPH_LAUNCHER_PID: String(process.pid) });

    assert.match(
      run.stderr,
      /bin\/runtime holds Node .* older than 99\.0\.0: delete bin\/runtime\/node_modules/,
    );
    assert.equal(run.code, 1);
  });

  it('offers every platform a Node that fits', () => {
    const { engines } = readJson('package.json') as { engines: { node: string } };
    const { packages } = readJson('bin/runtime/package-lock.json') as {
      packages: Record<string, { version: string }>;
    };
    const minimum = Number(/^>=24\.(\d+)\.0$/.exec(engines.node)?.[1]);

    const offered = Object.entries(packages).filter(([path]) => path !== '');

    assert.equal(offered.length, 5);
    for (const [path, { version }] of offered) {
      const [major = 0, minor = 0] = version.split('.').map(Number);
      assert.ok(major > 24 || (major === 24 && minor >= minimum), `${path} ${version}`);
    }
  });
});

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(dirname(join(repository, 'package.json')), path), 'utf8'));
}
