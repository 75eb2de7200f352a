import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, suite, test, type TestContext } from 'node:test';
import { AlertExporter } from '../../../subgraphs/storage/exporters/alert-exporter.js';
import { AlertOutbox } from '../../../subgraphs/storage/exporters/alert-outbox.js';
import type { AlertPush } from '../../../subgraphs/storage/exporters/alert-push.js';
import { checkedAlert } from '../../../subgraphs/storage/services/alert-condition.js';
import { AlertStore } from '../../../subgraphs/storage/services/alert-store.js';
import { silentLog } from '../../support/engines.js';
import { waitFor } from '../../support/wait-for.js';
import { AlertHouse } from './alert-house.js';

/** What stands for the Alertmanager got, and what it answers to each request. */
interface Receiver {
  readonly url: string;
  readonly paths: string[];
  readonly batches: AlertPush[][];
}

suite('the exporter of alerts', () => {
  let house: AlertHouse;
  let storageId: string;
  /** Exports, unlike the house's own, whose exporter would take part. */
  let alerts: AlertStore;

  before(async () => {
    house = await AlertHouse.open();
    const { store, events, hints } = house.storage.parts;
    alerts = new AlertStore({ store, events, hints, holdMs: 86_400_000 });
    storageId = (await house.array('SN-1')).uuid;
  });
  after(() => house.close());

  async function receiver(
    t: TestContext,
    answer: (batch: readonly AlertPush[], n: number) => number,
  ): Promise<Receiver> {
    const paths: string[] = [];
    const batches: AlertPush[][] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const batch = JSON.parse(Buffer.concat(chunks).toString('utf8')) as AlertPush[];
        paths.push(String(request.url));
        response.writeHead(answer(batch, paths.length)).end();
        batches.push(batch);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => void server.close());
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, paths, batches };
  }

  function exporterTo(t: TestContext, url: string, api: 'v1' | 'v2' = 'v2'): { outbox: AlertOutbox } {
    const { store, hints } = house.storage.parts;
    const outbox = new AlertOutbox(store);
    const exporter = new AlertExporter({
      outbox,
      hints,
      log: silentLog,
      alertmanager: { url, api, timeoutMs: 5000 },
      firstRestMs: 30,
    });
    exporter.start();
    t.after(() => exporter.stop());
    return { outbox };
  }

  async function report(locations: readonly string[]): Promise<void> {
    const reports = locations.map((location) => {
      const alert = checkedAlert({ alertId: '0x1', category: 'Fault', severity: 'Major', location });
      assert.ok(alert);
      return { storageId, origin: 'TRAP' as const, at: new Date(), alert };
    });
    await alerts.write(reports);
  }

  const places = (batch: readonly AlertPush[]): (string | undefined)[] =>
    batch.map(({ labels }) => labels['location']);

  test('tries again until the receiver takes a batch, and sends it no more', async (t) => {
    const far = await receiver(t, (_, n) => (n < 3 ? 503 : 200));
    await report(['bay 1', 'bay 2']);

    const { outbox } = exporterTo(t, `${far.url}/prefix/`, 'v1');
    await waitFor('an empty outbox', async () => (await outbox.oldest(1)).length === 0);

    assert.deepEqual(far.batches.map(places), [
      ['bay 1', 'bay 2'],
      ['bay 1', 'bay 2'],
      ['bay 1', 'bay 2'],
    ]);
    assert.deepEqual(new Set(far.paths), new Set(['/prefix/api/v1/alerts']));
  });

  test('drops the one alert of a batch that is refused for good', async (t) => {
    const far = await receiver(t, (batch) => (places(batch).includes('bad bay') ? 400 : 200));
    await report(['bay 3', 'bad bay', 'bay 4']);

    const { outbox } = exporterTo(t, far.url);
    await waitFor('an empty outbox', async () => (await outbox.oldest(1)).length === 0);

    assert.deepEqual(far.batches.map(places), [
      ['bay 3', 'bad bay', 'bay 4'],
      ['bay 3'],
      ['bad bay'],
      ['bay 4'],
    ]);
  });

  test('lets one process send at a time', async (t) => {
    const outbox = new AlertOutbox(house.storage.parts.store);
    t.after(() => outbox.endTurn('second'));

    const first = await outbox.takeTurn('first', 60_000);
    const meanwhile = await outbox.takeTurn('second', 60_000);
    const again = await outbox.takeTurn('first', 60_000);
    await outbox.endTurn('first');
    const later = await outbox.takeTurn('second', 60_000);

    assert.deepEqual(
      { first, meanwhile, again, later },
      { first: true, meanwhile: false, again: true, later: true },
    );
  });
});
