import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { repository } from '../support/launcher-project.js';

const { findNpmCli } = (await import(pathToFileURL(join(repository, 'bin/launcher/npm-cli.mjs')).href)) as {
  findNpmCli: (env: NodeJS.ProcessEnv, node: string) => string;
};

/** Lays an empty npm-cli.js at `path` below a temporary folder. */
function layNpm(t: TestContext, path: string): { folder: string; file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'infragraph-npm-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, path, 'npm-cli.js');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  return { folder, file };
}

describe('finding npm', () => {
  it('takes the npm that started the launcher', (t) => {
    const { file } = layNpm(t, 'somewhere');

    const found = findNpmCli({ npm_execpath: file, PATH: '/nowhere/at/all' }, '/nowhere/at/all/node');

    assert.equal(found, file);
  });

  it('takes the one beside the running Node when another package manager started it', (t) => {
    const { folder, file } = layNpm(t, 'lib/node_modules/npm/bin');

    const found = findNpmCli(
      { npm_execpath: '/opt/pnpm.cjs', PATH: '/nowhere/at/all' },
      join(folder, 'bin', 'node'),
    );

    assert.equal(found, file);
  });

  it('follows the command on PATH to its program file', (t) => {
    const { folder, file } = layNpm(t, 'share/nodejs/npm/bin');
    mkdirSync(join(folder, 'bin'));
    symlinkSync(file, join(folder, 'bin', 'npm'));

    const found = findNpmCli({ PATH: `/nowhere/at/all:${join(folder, 'bin')}` }, '/nowhere/at/all/node');

    assert.equal(found, file);
  });

  it('names the remedy when there is none', () => {
    assert.throws(
      () => findNpmCli({ PATH: '/nowhere/at/all' }, '/nowhere/at/all/node'),
      /npm is needed to install packages and was not found: put npm on PATH/,
    );
  });
});
