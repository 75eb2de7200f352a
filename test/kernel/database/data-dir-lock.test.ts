import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
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
