import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { startChild, type Child } from '../support/child.js';
import type { CaseReport } from './report.js';
import type { ScrapeReport } from './scrape.js';

const launcher = new URL('../../../bin/infragraph.mjs', import.meta.url).pathname;

suite('the benchmark', () => {
  test('measures a case on the embedded database, prints a table and writes its figures', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'infragraph-bench-test-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'figures.json');

    const run = await bench(t, ['graphql-task', '--database', 'embedded', '--seconds', '1', '--json', file]);
    const exit = await run.exited;

    assert.deepEqual(exit, { code: 0, signal: null }, run.lines.join('\n'));
    const [report, ...others] = JSON.parse(await readFile(file, 'utf8')) as CaseReport[];
    assert.deepEqual(others, []);
    assert.equal(report?.name, 'graphql-task');
    assert.ok(report.rounds >= 3 && report.toBare.median > 0 && (report.toSql?.median ?? 0) > 0);
    assert.ok(run.stdout.some((line) => /^embedded +GraphQL task by guid .*\d\.\d{3} \(/.test(line)));
  });

  test('measures a flood of traps, every one of them stored or counted', async (t) => {
    const run = await bench(t, ['trap-flood', '--database', 'embedded', '--seconds', '1']);
    const exit = await run.exited;

    assert.deepEqual(exit, { code: 0, signal: null }, run.lines.join('\n'));
    const line = run.stdout.find((one) => one.startsWith('embedded: 2000 traps'));
    assert.match(line ?? '', /limited; p99 [\d.]+ ms quiet, [\d.]+ ms flooded, [\d.]+ \(.*\) times$/);
  });

  test('measures scrapers of whole lists beside exports, and the exports without them', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'infragraph-bench-test-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'figures.json');

    const run = await bench(t, [
      'vprotect-scrape',
      '--database',
      'embedded',
      '--seconds',
      '2',
      '--json',
      file,
    ]);
    const exit = await run.exited;

    assert.deepEqual(exit, { code: 0, signal: null }, run.lines.join('\n'));
    const [report] = JSON.parse(await readFile(file, 'utf8')) as ScrapeReport[];
    assert.equal(report?.scrapes, 2 * (report?.rounds ?? 0));
    assert.ok(report.lists.every(({ ms, firstMs }) => firstMs.least > 0 && ms.least >= firstMs.least));
    // How many there are in a slice of a second is the machine's affair.
    assert.ok(report.quiet.backupsPerSecond.least >= 0);
    assert.ok(run.stdout.some((line) => /backups a second: .* of it$/.test(line)));
  });

  test('measures subscribers: memory, lateness and rates beside a bare broadcast', async (t) => {
    const run = await bench(t, ['subscribers', '--subscribers', '300', '--seconds', '4']);
    const exit = await run.exited;

    assert.deepEqual(exit, { code: 0, signal: null }, run.lines.join('\n'));
    assert.ok(run.stdout.some((line) => /^300 subscribers: connected in [\d.]+ s, \d+ MB/.test(line)));
    const line = run.stdout.find((one) => one.startsWith('of a bare broadcast:')) ?? '';
    const [, joined = ''] = /: ([\d.]+) \(.*with writes joined/.exec(line) ?? [];
    assert.ok(Number(joined) > 0, line);
  });

  test('refuses a case that it does not know', async (t) => {
    const run = await bench(t, ['rest-everything']);
    const exit = await run.exited;

    assert.equal(exit.code, 2);
    assert.match(run.stderr.join('\n'), /There is no case "rest-everything"/);
  });
});

function bench(t: TestContext, args: readonly string[]): Promise<Child> {
  return startChild(t, process.execPath, [launcher, 'bench', ...args]);
}
