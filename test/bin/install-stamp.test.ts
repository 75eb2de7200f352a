import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LauncherProject } from '../support/launcher-project.js';

const LOCK = {
  lockfileVersion: 3,
  packages: { '': {}, 'node_modules/typescript': { version: '7.0.2', integrity: 'sha512-a' } },
};

describe('installing', () => {
  it('happens once and again when the lockfile changes', async (t) => {
    const project = new LauncherProject(t);

    const first = await project.run(['greet']);
    const second = await project.run(['greet']);
    project.write(
      'package-lock.json',
      JSON.stringify({ lockfileVersion: 3, packages: { '': { name: 'x' } } }),
    );
    const third = await project.run(['greet']);

    assert.deepEqual([first.code, second.code, third.code], [0, 0, 0]);
    assert.equal(project.npmCalls().length, 2);
    assert.match(first.stderr, /installing packages/);
    assert.doesNotMatch(second.stderr, /install/);
  });

  it('includes what building needs and runs no install script', async (t) => {
    const project = new LauncherProject(t);

    await project.run(['greet'], { NODE_ENV: 'production' });

    assert.match(project.npmCalls()[0] ?? '', /^ci .*--ignore-scripts --include=dev/);
  });

  it('leaves stdout to the verb', async (t) => {
    const project = new LauncherProject(t);

    const run = await project.run(['greet']);

    assert.equal(run.stdout, 'verb greet');
  });

  it('fails without running the verb when npm fails, and is tried again', async (t) => {
    const project = new LauncherProject(t);

    const failed = await project.run(['greet'], { FAKE_NPM_CODE: '9' });
    const repeated = await project.run(['greet']);

    assert.equal(failed.code, 1);
    assert.equal(failed.stdout, '');
    assert.match(failed.stderr, /npm ci failed in .* \(exit code 9\)/);
    assert.equal(repeated.code, 0);
  });

  it('believes what npm recorded when somebody ran npm by hand', async (t) => {
    const project = new LauncherProject(t);
    const { '': _, ...installed } = LOCK.packages;
    project.write('package-lock.json', JSON.stringify(LOCK));
    project.write('node_modules/.package-lock.json', JSON.stringify({ packages: installed }));
    project.link('typescript');

    const run = await project.run(['greet']);

    assert.equal(run.code, 0);
    assert.deepEqual(project.npmCalls(), []);
  });

  it('does not believe a record whose package is missing', async (t) => {
    const project = new LauncherProject(t);
    const { '': _, ...installed } = LOCK.packages;
    project.write('package-lock.json', JSON.stringify(LOCK));
    project.write('node_modules/.package-lock.json', JSON.stringify({ packages: installed }));

    const run = await project.run(['greet']);

    assert.equal(run.code, 0);
    assert.equal(project.npmCalls().length, 1);
  });
});
