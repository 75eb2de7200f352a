import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  compiledText,
  consoleApp,
  importsOf,
  sourceFiles,
  type SourceImport,
} from './support/source-tree.js';

const files = sourceFiles();
const known = new Set(files.map(({ path }) => path));
const imports = files.flatMap(({ path, text }) => importsOf(path, text, known));
const product = files.filter(({ path }) => !path.startsWith('test/'));

/** Which parts of the house a part may import, besides itself. `subgraph:*` stands for every subgraph. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  schema: [],
  kernel: ['schema'],
  'subgraph:*': ['schema', 'kernel'],
  subgraphs: ['schema', 'kernel', 'subgraph:*'],
  rest: ['schema', 'kernel'],
  'dialect:*': ['schema', 'kernel', 'rest'],
  gateway: ['schema', 'kernel', 'rest'],
  launcher: [],
  console: [],
  bin: ['schema', 'kernel', 'subgraphs', 'subgraph:*', 'gateway', 'rest', 'dialect:*', 'launcher'],
  test: ['schema', 'kernel', 'subgraphs', 'subgraph:*', 'gateway', 'rest', 'dialect:*', 'bin', 'launcher'],
};

/** The part of the house a file belongs to. */
function partOf(path: string): string {
  if (path.startsWith(consoleApp)) return 'console';
  const [top = '', second = '', third = '', ...deeper] = path.split('/');
  if (top === 'subgraphs') {
    if (third === '') return 'subgraphs';
    return second === 'kernel' ? 'kernel' : `subgraph:${second}`;
  }
  if (top === 'gateway' && second === 'rest') return deeper.length > 0 ? `dialect:${third}` : 'rest';
  if (top === 'bin' && second === 'launcher') return 'launcher';
  return top;
}

function mayImport({ from, to }: SourceImport): boolean {
  const [source, target] = [partOf(from), partOf(to)];
  const allowed = arrows[source.replace(/:.*/, ':*')] ?? [];
  return source === target || allowed.includes(target.replace(/:.*/, ':*'));
}

suite('the architecture', () => {
  test('sees the imports it judges', () => {
    assert.ok(imports.length > files.length, `${imports.length} imports in ${files.length} files`);
  });

  test('lets imports point only from the outside in', () => {
    const wrong = imports.filter((given) => !mayImport(given));

    assert.deepEqual(wrong.map(told), []);
  });

  test('has no cycle of imports at load', () => {
    const loaded = files.flatMap(({ path, text }) =>
      importsOf(path, /\.tsx?$/.test(path) ? compiledText(path) : text, known).filter(({ lazy }) => !lazy),
    );

    assert.deepEqual(cyclesOf(loaded), []);
  });

  test('lets no subgraph but core, its face, name a table of the kernel in SQL', () => {
    const wrong = product.filter(
      ({ path, text }) =>
        /^subgraphs\/(?!kernel\/|core\/)/.test(path) &&
        !path.includes('/migrations/') &&
        /\b(?:from|join|update|into|table) kernel\.\w/.test(text),
    );

    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  test('keeps nothing that the product does not use', () => {
    const entries = [
      'bin/cli.ts',
      'bin/infragraph.mjs',
      'bin/launcher/bundle-console.mjs',
      `${consoleApp}main.tsx`,
    ];

    const used = reachable(entries, imports);

    const unused = product.map(({ path }) => path).filter((path) => !used.has(path));

    assert.deepEqual(unused, []);
  });

  test('keeps no export that nobody names', () => {
    const words = new Map(files.map(({ path, text }) => [path, new Set(text.match(/\w+/g))]));
    const exported = product.flatMap(({ path, text }) =>
      [
        ...text.matchAll(/^export (?:abstract |async )*(?:const|function\*?|class|interface|type) (\w+)/gm),
      ].map(([, name = '']) => ({ path, text, name })),
    );

    const unnamed = exported.filter(
      ({ path, text, name }) =>
        text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length === 1 &&
        ![...words].some(([other, some]) => other !== path && some.has(name)),
    );

    assert.ok(exported.length > product.length / 2);
    assert.deepEqual(
      unnamed.map(({ path, name }) => `${path}: ${name}`),
      [],
    );
  });

  test('starts the launcher without any package', () => {
    const launcher = product.filter(({ path }) => path.endsWith('.mjs'));

    const packages = launcher.flatMap(({ path, text }) =>
      [...text.matchAll(/^(?:import|export)\b[^'"`;]*?from ['"]([^.'"][^'"]*)['"]/gm)]
        .filter(([, name]) => !name?.startsWith('node:'))
        .map(([, name]) => `${path} imports ${name}`),
    );

    assert.deepEqual(packages, []);
  });

  test('exports by name', () => {
    const wrong = files.filter(({ text }) => /^export (default\b|\{[^}]*\bas default\b)/m.test(text));

    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  test('writes to the console from the command line and tests alone', () => {
    const wrong = product.filter(({ path, text }) => !path.startsWith('bin/') && /\bconsole\.\w+/.test(text));

    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  test('leaves nothing to be done later', () => {
    const wrong = files.filter(({ text }) => /\b(TO[D]O|FIX[M]E|XX[X])\b/.test(text));

    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  test('runs every test, and states why where one cannot run', () => {
    const unreasoned =
      /\b(test|suite|it|describe)\.(only|skip|todo)\b|\.(skip|todo)\(\)|\b(only|skip|todo): true\b/;

    const wrong = files.filter(({ path, text }) => path.endsWith('.test.ts') && unreasoned.test(text));

    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });
});

function told({ from, to }: SourceImport): string {
  return `${from} → ${to}`;
}

function targetsByFile(all: readonly SourceImport[]): Map<string, string[]> {
  const grouped = Map.groupBy(all, ({ from }) => from);
  return new Map([...grouped].map(([from, some]) => [from, some.map(({ to }) => to)]));
}

function reachable(entries: readonly string[], all: readonly SourceImport[]): Set<string> {
  const targets = targetsByFile(all);
  const found = new Set(entries);
  for (const path of found) targets.get(path)?.forEach((to) => found.add(to));
  return found;
}

/** Every cycle met on a walk over all files, told as a chain of paths. */
function cyclesOf(all: readonly SourceImport[]): string[] {
  const targets = targetsByFile(all);
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path].join(' → '));
    if (start >= 0 || done.has(path)) return;
    targets.get(path)?.forEach((to) => walk(to, [...trail, path]));
    done.add(path);
  };
  for (const path of targets.keys()) walk(path, []);
  return cycles;
}
