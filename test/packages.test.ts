import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { filesBelow, readSource } from './support/source-tree.js';

interface Package {
  readonly license?: string;
  readonly dev?: boolean;
  readonly resolved?: string;
}

/** Of these the four of OpenTelemetry are loaded by a process that traces and by no other. */
const mostDirect = 41;

/** Licences that ask for no more than to be named. */
const permissive = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'PSF-2.0',
  'Python-2.0',
  '(MIT AND BSD-3-Clause)',
  '(MIT AND Zlib)',
  '(MIT OR CC0-1.0)',
]);
/** Asks that changes to its own files be shown: fit for tools, which nobody gets with the product. */
const forTools = 'MPL-2.0';
/** Source-available: the README must tell whoever runs the product. */
const toBeTold = 'Elastic-2.0';

const manifest = JSON.parse(readSource('package.json')) as {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
};
const packages = new Map(Object.entries(lockedPackages('package-lock.json')).filter(([path]) => path !== ''));

suite('the packages', () => {
  test(`are at most ${mostDirect} that the product names itself`, () => {
    const names = Object.keys(manifest.dependencies);

    assert.ok(names.length <= mostDirect, `${names.length} direct dependencies`);
  });

  test('are pinned to exact versions', () => {
    const all = { ...manifest.dependencies, ...manifest.devDependencies };

    const loose = Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));

    assert.deepEqual(loose, []);
  });

  test('are under licences we know', () => {
    const unknown = [...packages].filter(
      ([, { license, dev }]) =>
        !permissive.has(license ?? '') && license !== toBeTold && !(dev === true && license === forTools),
    );

    assert.deepEqual(
      unknown.map(([path, { license }]) => `${path}: ${license ?? 'none stated'}`),
      [],
    );
  });

  test('are told in the README where their licence limits what one may do', () => {
    const readme = readSource('README.md');
    const limited = [...packages]
      .filter(([, { license }]) => license === toBeTold)
      .map(([path]) => path.replace(/^.*node_modules\//, ''));

    const untold = limited.filter((name) => !readme.includes(`\`${name}\``));

    assert.ok(limited.includes('@apollo/gateway'));
    assert.match(readme, /Elastic License 2\.0/);
    assert.deepEqual(untold, []);
  });

  test('hold one copy of graphql, whose instances do not mix', () => {
    const copies = [...packages.keys()].filter((path) => /(^|\/)node_modules\/graphql$/.test(path));

    assert.deepEqual(copies, ['node_modules/graphql']);
  });

  test('come from whatever registry the machine uses', () => {
    const lockfiles = [
      '.',
      'bin/runtime',
      'test/support/postgres-server',
      'test/bench/gateway/rivals',
      'docs/examples',
    ]
      .map((folder) => `${folder}/package-lock.json`)
      .map((path) => [path, lockedPackages(path)] as const);

    const hosts = lockfiles.flatMap(([path, locked]) =>
      Object.entries(locked)
        .filter(([, { resolved }]) => resolved !== undefined)
        .map(([name]) => `${path}: ${name}`),
    );
    const configured = ['.npmrc', ...['bin', 'docs', 'test'].flatMap(filesBelow)].filter(
      (path) => path.endsWith('.npmrc') && /registry\s*=/.test(readSource(path)),
    );

    assert.deepEqual([hosts, configured], [[], []]);
  });
});

function lockedPackages(path: string): Record<string, Package> {
  return (JSON.parse(readSource(path)) as { readonly packages: Record<string, Package> }).packages;
}
