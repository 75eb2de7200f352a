import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Child } from '../support/child.js';
import { LauncherProject } from '../support/launcher-project.js';
import { isRunning } from '../support/process-running.js';
import { waitFor } from '../support/wait-for.js';

/** Runs until a signal comes, tells it and ends with 5; tells as well when its parent is gone for a second. */
const WAITING_CLI = `
declare const process: { ppid: number; pid: number; on(signal: string, work: () => void): void };
declare const console: { log(...parts: unknown[]): void };
declare function setInterval(work: () => void, ms: number): number;
declare function clearInterval(timer: number): void;
export function main(): Promise<number> {
  const parent = process.ppid;
  let ticks = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (process.ppid !== parent && ++ticks === 10) console.log('alone and alive');
    }, 100);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => {
        console.log('got', signal);
        clearInterval(timer);
        resolve(5);
      });
    }
    console.log('running', process.pid);
  });
}
`;

const FAKE_RUNTIME = `#!/bin/sh
exec "$REAL_NODE" -e '
  setInterval(() => {}, 1000);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => { console.log("got", signal); process.exit(5); });
  console.log("running", process.pid);
'
`;

/** Starts the launcher as its child and waits, as npm and an older Node's launcher do. */
const MIDDLEMAN = `
import { spawn } from 'node:child_process';
if (process.env.AS_RELAUNCHER) process.env.INFRAGRAPH_LAUNCHER_PID = String(process.pid);
spawn(process.execPath, process.argv.slice(1), { stdio: 'inherit' });
setInterval(() => {}, 1000);
`;

function projectThatWaits(t: TestContext): LauncherProject {
  const project = new LauncherProject(t);
  project.write('bin/cli.ts', WAITING_CLI);
  return project;
}

function projectWithRuntime(t: TestContext): LauncherProject {
  const project = new LauncherProject(t);
  const name = `node-${process.platform}-${process.arch}`;
  project.requireNode('99.0.0');
  project.write('bin/runtime/package-lock.json', '{ "packages": {} }');
  project.write('bin/runtime/node_modules/.package-lock.json', '{ "packages": {} }');
  project.write(`bin/runtime/node_modules/${name}/package.json`, '{ "version": "99.0.0" }');
  project.write(`bin/runtime/node_modules/${name}/bin/node`, FAKE_RUNTIME, 0o755);
  return project;
}

async function startThroughMiddleman(
  project: LauncherProject,
  env: NodeJS.ProcessEnv,
): Promise<{ middleman: Child; pid: number }> {
  const middleman = await project.start(['wait'], env, ['--input-type=module', '--eval', MIDDLEMAN, '--']);
  const [, pid] = await middleman.waitForLine(/running (\d+)/);
  return { middleman, pid: Number(pid) };
}

describe('a verb in the foreground', () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`gets ${signal} in the launcher's own process and decides the exit code`, async (t) => {
      const launcher = await projectThatWaits(t).start(['wait']);
      await launcher.waitForLine(/running/);

      launcher.kill(signal);
      const exit = await launcher.exited;

      assert.ok(launcher.stdout.includes(`got ${signal}`));
      assert.deepEqual(exit, { code: 5, signal: null });
    });

    it(`gets ${signal} under the fetched Node and decides the exit code`, async (t) => {
      const launcher = await projectWithRuntime(t).start(['wait'], { REAL_NODE: process.execPath });
      await launcher.waitForLine(/running/);

      launcher.kill(signal);
      const exit = await launcher.exited;

      assert.ok(launcher.stdout.includes(`got ${signal}`));
      assert.deepEqual(exit, { code: 5, signal: null });
    });
  }

  it('passes on that a signal killed the fetched Node', async (t) => {
    const launcher = await projectWithRuntime(t).start(['wait'], { REAL_NODE: process.execPath });
    const [, pid] = await launcher.waitForLine(/running (\d+)/);

    process.kill(Number(pid), 'SIGKILL');
    const exit = await launcher.exited;

    assert.deepEqual(exit, { code: 128 + 9, signal: null });
  });

  it('ends when the npm that started it is killed', async (t) => {
    const { middleman, pid } = await startThroughMiddleman(projectThatWaits(t), {
      npm_lifecycle_event: 'start',
    });

    middleman.kill('SIGKILL');

    await waitFor('the verb to end', () => !isRunning(pid));
    assert.ok(middleman.stdout.includes('got SIGTERM'));
  });

  it('ends when the launcher under the older Node is killed', async (t) => {
    const { middleman, pid } = await startThroughMiddleman(projectThatWaits(t), { AS_RELAUNCHER: '1' });

    middleman.kill('SIGKILL');

    await waitFor('the verb to end', () => !isRunning(pid));
  });

  it('outlives a shell that started it and went away', async (t) => {
    const { middleman, pid } = await startThroughMiddleman(projectThatWaits(t), {});

    middleman.kill('SIGKILL');

    await waitFor('the verb to notice', () => middleman.stdout.includes('alone and alive'));
    assert.ok(isRunning(pid));
    process.kill(pid, 'SIGTERM');
    await waitFor('the verb to end', () => !isRunning(pid));
  });

  it('keeps the stack of a defect and ends with 1', async (t) => {
    const project = new LauncherProject(t);
    project.write(
      'bin/cli.ts',
      "export async function main(): Promise<number> {\n  throw new Error('defect');\n}\n",
    );

    const run = await project.run(['greet']);

    assert.match(run.stderr, /Error: defect\n\s+at .*main/);
    assert.equal(run.code, 1);
  });

  it('is help when none is named', async (t) => {
    const run = await new LauncherProject(t).run([]);

    assert.equal(run.stdout, 'verb help');
  });
});
