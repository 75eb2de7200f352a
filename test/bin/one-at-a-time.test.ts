import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { LauncherProject } from '../support/launcher-project.js';
import { waitFor } from '../support/wait-for.js';

const LOCK = '.prepare.lock';

function deadProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

describe('launchers at once', () => {
  it('install and build once, and all run their verb', async (t) => {
    const project = new LauncherProject(t);

    const runs = await Promise.all(
      [1, 2, 3].map((n) => project.run(['greet', String(n)], { FAKE_NPM_MS: '500' })),
    );

    assert.deepEqual(
      runs.map(({ stdout }) => stdout),
      ['verb greet 1', 'verb greet 2', 'verb greet 3'],
    );
    assert.equal(project.npmCalls().length, 1);
    assert.equal(runs.filter(({ stderr }) => stderr.includes('built in')).length, 1);
    assert.ok(runs.some(({ stderr }) => /waiting for process \d+/.test(stderr)));
    assert.ok(!existsSync(join(project.folder, LOCK)));
  });

  it('take over from one that died', async (t) => {
    const project = new LauncherProject(t);
    project.write(LOCK, JSON.stringify({ pid: deadProcess(), host: hostname(), token: 'a' }));

    const runs = await Promise.all([1, 2, 3].map((n) => project.run(['greet', String(n)])));

    assert.deepEqual(
      runs.map(({ code }) => code),
      [0, 0, 0],
    );
    assert.equal(project.npmCalls().length, 1);
  });

  it('take over a lock that another machine stopped touching', async (t) => {
    const project = new LauncherProject(t);
    project.write(LOCK, JSON.stringify({ pid: 1, host: 'elsewhere', token: 'a' }));
    utimesSync(join(project.folder, LOCK), new Date(0), new Date(0));

    const run = await project.run(['greet']);

    assert.equal(run.code, 0);
  });

  it('take over a lock that was never written out', async (t) => {
    const project = new LauncherProject(t);
    project.write(LOCK, '');
    utimesSync(join(project.folder, LOCK), new Date(0), new Date(0));

    const run = await project.run(['greet']);

    assert.equal(run.code, 0);
  });

  it('leave the lock behind neither after a failure nor after a signal', async (t) => {
    const project = new LauncherProject(t);

    const failed = await project.run(['greet'], { FAKE_NPM_CODE: '1' });
    const stopped = await project.start(['greet'], { FAKE_NPM_MS: '60000' });
    await waitFor('npm to run again', () => project.npmCalls().length === 2);
    stopped.kill('SIGTERM');
    const exit = await stopped.exited;

    assert.equal(failed.code, 1);
    assert.equal(exit.code, 128 + 15);
    assert.ok(!existsSync(join(project.folder, LOCK)));
  });
});
