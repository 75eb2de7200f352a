import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { lockDataDir } from '../../../subgraphs/kernel/database/data-dir-lock.js';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'infragraph-lock-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('refuses a directory that a living process holds and names the process', () => {
  lockDataDir(dir);

  assert.throws(() => lockDataDir(dir), new RegExp(`in use by process ${process.pid}`));
});

test('gives the directory back on release', () => {
  const release = lockDataDir(dir);

  release();

  assert.ok(!existsSync(join(dir, 'infragraph.lock')));
  lockDataDir(dir)();
});

test('takes over the lock of a dead process', () => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(join(dir, 'infragraph.lock'), `${dead}\n1\n`);

  assert.doesNotThrow(() => lockDataDir(dir)());
});

test(
  'takes over a lock whose process id now belongs to a later process',
  { skip: process.platform !== 'linux' && 'start times are read from /proc' },
  () => {
    writeFileSync(join(dir, 'infragraph.lock'), '1\n999999999999\n');

    assert.doesNotThrow(() => lockDataDir(dir)());
  },
);

test('lets one of many that start at once have the directory, also one a dead process left', async () => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(join(dir, 'infragraph.lock'), `${dead}\n1\n`);
  const starters = Array.from({ length: 8 }, () => spawnLocker(dir));

  const answers = await Promise.all(starters.map(async ({ answer }) => answer));
  for (const { process } of starters) process.kill();

  assert.equal(answers.filter((answer) => answer === 'has it').length, 1, answers.join('\n'));
  assert.equal(answers.filter((answer) => answer.includes('is in use by process')).length, 7);
});

/** A process that takes the lock, tells how that went and then waits to be killed. */
function spawnLocker(folder: string): { process: ChildProcess; answer: Promise<string> } {
  const module = new URL('../../../subgraphs/kernel/database/data-dir-lock.js', import.meta.url).href;
  const program = `
    const { lockDataDir } = await import(${JSON.stringify(module)});
    try { lockDataDir(${JSON.stringify(folder)}); console.log('has it'); } catch (error) { console.log(error.message); }
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  return { process: child, answer: once(lines, 'line').then(([line]) => String(line)) };
}
