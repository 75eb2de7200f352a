import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { startChild, type Child } from '../../support/child.js';
import { isRunning } from '../../support/process-running.js';
import { waitFor } from '../../support/wait-for.js';
import { agreement } from './cell.js';
import type { CellReport, MemoryReport } from './report.js';
import { shapes } from './shapes.js';

const launcher = new URL('../../../../bin/infragraph.mjs', import.meta.url).pathname;

suite('the comparison of gateways', () => {
  test('measures every shape, checks the answers and prints a line for each', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'infragraph-bench-test-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'figures.json');

    const run = await bench(t, [
      '--only',
      'ours,ours-sharing,in-process,plain',
      '--seconds',
      '1',
      '--rounds',
      '1',
      '--json',
      file,
    ]);
    const exit = await run.exited;

    assert.deepEqual(exit, { code: 0, signal: null }, run.lines.join('\n'));
    const { reports, memory } = JSON.parse(await readFile(file, 'utf8')) as {
      reports: CellReport[];
      memory: MemoryReport[];
    };
    assert.deepEqual(
      reports
        .filter(({ gateway, sharing }) => gateway === 'Infragraph' && !sharing)
        .map(({ shape }) => shape),
      shapes.map(({ title }) => title),
    );
    assert.equal(reports.filter(({ gateway }) => gateway.startsWith('code')).length, 3);
    assert.deepEqual(
      reports.filter(({ answer, bytes }) => answer !== 'same bytes' || bytes < 50),
      [],
    );
    const fetches = (name: string): number[] =>
      reports.filter(({ gateway }) => gateway === name).map(({ subgraphRequests }) => subgraphRequests);
    assert.deepEqual(fetches('Apollo Gateway'), [16, 1, 2, 5, 4, 2, 2]);
    assert.deepEqual(new Set(fetches('Infragraph, subgraphs in process')), new Set([0]));
    assert.ok(memory.length === 5 && memory.every(({ megabytes }) => megabytes > 20));
    assert.ok(run.stdout.includes('Sharing the answer of identical operations in flight:'));
    assert.ok(run.stdout.some((line) => /^one fetch +Infragraph +1 +\d+ +same bytes +\d+ /.test(line)));
  });

  test('leaves no process behind when it is stopped', async (t) => {
    const run = await bench(t, ['one', '--only', 'ours', '--seconds', '60', '--rounds', '1']);
    const [, pid = ''] = await run.waitForLine(/^Infragraph runs as (\d+)/, 60_000);
    await run.waitForLine(/^warming up/, 60_000);
    assert.ok(isRunning(Number(pid)));

    run.kill();
    const exit = await run.exited;

    assert.deepEqual(exit, { code: 1, signal: null });
    assert.ok(run.stderr.includes('Stopped by SIGTERM.'));
    await waitFor('the gateway to be gone', () => !isRunning(Number(pid)));
  });

  test('tells answers that differ from those that only look different', () => {
    const answer = (text: string) => ({ status: 200, text, subgraphRequests: 1 });
    const expected = [answer('{"data":{"a":1,"b":2}}\n')];

    const verdicts = ['{"data":{"a":1,"b":2}}', '{"data":{"b":2,"a":1}}', '{"data":{"a":1}}', 'no JSON'].map(
      (text) => agreement([answer(text)], expected),
    );

    assert.deepEqual(verdicts, ['same bytes', 'same JSON', 'differs', 'differs']);
  });

  test('refuses shapes and gateways that it does not know', async (t) => {
    const shape = await bench(t, ['huge']);
    const gateway = await bench(t, ['--only', 'ours,theirs']);
    await Promise.all([shape.exited, gateway.exited]);

    assert.match(shape.stderr.join('\n'), /There is no shape "huge"; there are wide, /);
    assert.match(gateway.stderr.join('\n'), /There is no gateway "theirs"; there are apollo, /);
  });
});

function bench(t: TestContext, args: readonly string[]): Promise<Child> {
  return startChild(t, process.execPath, [launcher, 'bench', 'gateway', ...args]);
}
