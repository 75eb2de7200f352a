import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { findPostgres } from './postgres-binaries.js';

function folderOf(t: TestContext, version: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'binaries-'));
  t.after(() => rmSync(dir, { recursive: true }));
  chmodSync(dir, 0o755);
  for (const name of ['initdb', 'postgres']) {
    writeFileSync(join(dir, name), `#!/bin/sh\necho '${name} (PostgreSQL) ${version}'\n`, { mode: 0o755 });
  }
  return dir;
}

function putOnPath(t: TestContext, ...dirs: string[]): void {
  const before = process.env['PATH'];
  t.after(() => void (process.env['PATH'] = before));
  process.env['PATH'] = [...dirs, before].join(':');
}

it('takes the newest of the servers on PATH', async (t) => {
  const [old, newest, broken] = [
    folderOf(t, '16.9'),
    folderOf(t, '99.2 (Debian 99.2-1)'),
    folderOf(t, '98.1'),
  ];
  writeFileSync(join(broken, 'postgres'), 'not a program');
  putOnPath(t, broken, old, newest);

  const found = await findPostgres('');

  assert.deepEqual(found, { dir: newest, version: '99.2' });
});

it('passes over a server that is too old', async (t) => {
  const old = folderOf(t, '14.20');
  putOnPath(t, old);

  const found = await findPostgres('');

  assert.notEqual(found.dir, old);
});

it('refuses a named folder that holds an old server or none', async (t) => {
  await assert.rejects(findPostgres(folderOf(t, '14.20')), /holds PostgreSQL 14\.20, 15 or newer is needed/);
  await assert.rejects(findPostgres(tmpdir()), { code: 'ENOENT' });
});
