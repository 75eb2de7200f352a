import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TailScreen } from '../../bin/commands/tail-screen.js';
import { alertLine, taskBar, taskLine, type TailedTask } from '../../bin/commands/tail-text.js';
import { tailOperation } from '../../bin/commands/tail-wish.js';
import { runCommand, startCommand } from '../support/command-line.js';
import { freePort } from '../support/free-port.js';
import { askWell } from '../support/graph-client.js';
import { startProduct, type Product } from '../support/product.js';

const task: TailedTask = {
  guid: 'a',
  type: 'backup.vm.export',
  title: 'Export of mail-1',
  state: 'RUNNING',
  step: 'reading',
  progress: 50,
  rate: 12.345,
  unitsDone: 1,
  unitsTotal: 2,
  attempts: 1,
  error: null,
};

const at = '2026-01-02T03:04:05.000Z';

async function startNode(product: Product, name: string): Promise<void> {
  await askWell(
    product,
    'mutation ($name: String!) { startComputeNode(input: { name: $name, imageId: "1", sizeId: "1" }) { cursor } }',
    { name },
  );
}

describe('infragraph tail', () => {
  it('prints a line per event and goes on behind the last one when the server was killed and is back', async (t) => {
    const port = String(await freePort());
    const product = await startProduct(t, { settings: { port } });
    const url = `${product.url.replace('http', 'ws')}/graphql`;
    const tail = await startCommand(t, ['tail', 'tasks', `--url=${url}`, '--filter=type=compute.node.start']);

    await startNode(product, 'first');
    await tail.waitForLine(/FINISHED .*first/);
    await product.kill9();
    await tail.waitForLine(/The connection was lost/);
    await product.restart();
    await startNode(product, 'second');
    await tail.waitForLine(/FINISHED .*second/, 30_000);

    const ends = tail.stdout.filter((line) => line.includes(' FINISHED '));
    assert.equal(ends.length, 2);
    assert.match(ends[0]!, /^\d{4}-\d\d-\d\dT[\d:.]+Z FINISHED +100 % .*first.*\(compute\.node\.start\)/);
  });

  it('says what it can be narrowed to', async (t) => {
    const wrong = await runCommand(t, ['tail', 'tasks', '--filter=colour=red']);
    const unknown = await runCommand(t, ['tail', 'weather']);

    assert.deepEqual([wrong.code, unknown.code], [2, 2]);
    assert.match(wrong.stderr, /guid=…, workflow=…, tenant=…, type=…, about=….*"colour=red"/);
    assert.match(unknown.stderr, /tasks, alerts/);
  });

  it('turns a filter into variables', () => {
    const tasks = tailOperation('tasks', 'type=a+b, tenant=lab,about=Cloud:x:y');
    const alerts = tailOperation('alerts', 'severity=fatal+CRITICAL,storage=s');

    assert.deepEqual(tasks.variables, {
      types: ['a', 'b'],
      tenantId: 'lab',
      about: { kind: 'Cloud', id: 'x:y' },
    });
    assert.deepEqual(alerts.variables, { severities: ['FATAL', 'CRITICAL'], storageUuid: 's' });
  });

  it('shows running tasks as bars below those that have ended', () => {
    const written: string[] = [];
    const screen = new TailScreen({ columns: 60, rows: 4, write: (text) => void written.push(text) });

    screen.show(at, [task, { ...task, guid: 'b', title: 'Old', state: 'FINISHED' }]);
    screen.show(at, [{ ...task, guid: 'c' }]);
    screen.show(at, [{ ...task, guid: 'd' }]);
    screen.show(at, [{ ...task, state: 'FAILED', error: { message: 'no space' } }]);

    const bar = '[############------------]  50 % 12.3/s Export of mail-1: r';
    assert.deepEqual(written, [
      `\r\u001b[0J${bar}\n`,
      `\u001b[1A\r\u001b[0J${bar}\n${bar}\n`,
      `\u001b[2A\r\u001b[0J${bar}\n${bar}\nand 1 more\n`,
      `\u001b[3A\r\u001b[0J${at} FAILED     50 % Export of mail-1 (backup.vm.export): reading, no space\n${bar}\n${bar}\n`,
    ]);
  });

  it('lets no title move the cursor', () => {
    const nasty = { ...task, title: '\u001b[2J\u202Egone\r\nX', rate: null };
    const alert = {
      alertName: 'a\u0007',
      severity: 'FATAL',
      location: null,
      description: null,
      storage: { name: 'x\u009b' },
    };

    for (const text of [taskLine(at, nasty), taskBar(nasty, 80), alertLine(at, 'OPENED', alert)])
      assert.doesNotMatch(text, /[\p{Cc}\p{Cf}]/u);
  });
});
