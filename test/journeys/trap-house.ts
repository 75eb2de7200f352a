import assert from 'node:assert/strict';
import { startAlertmanager, type Alertmanager } from '../support/alertmanager.js';
import type { Child, ChildOwner } from '../support/child.js';
import { askWell, type GraphPlace } from '../support/graph-client.js';
import { startProduct } from '../support/product.js';
import { sendTrap } from '../support/snmp.js';
import { watch, type LiveEvent, type Watcher } from './watcher.js';

/** Where traps of a fake array come from; see docs/adding-a-storage-driver.md. */
const playpen = '1.3.6.1.4.1.8072.9999.9999';
const outcomes = 'stored ignored incomplete limited refused unattributed failed unknown answered lost';

/** An event of alerts as the house watches them. */
export interface AlertEvent extends LiveEvent {
  readonly alerts: readonly {
    readonly alertId: string;
    readonly severity: string;
    readonly storageUuid: string;
  }[];
}

/** What a trap for a fake array tells. */
export interface FakeTrap {
  readonly alertId: string;
  readonly category?: 'Fault' | 'Recovery';
  readonly serialNumber?: string;
}

/** The product with its trap port open and a real Alertmanager beside it, as somebody runs them. */
export class TrapHouse {
  private constructor(
    readonly place: GraphPlace,
    readonly port: number,
    readonly log: Child,
    readonly manager: Alertmanager,
    readonly events: Watcher<AlertEvent>,
  ) {}

  static async open(owner: ChildOwner): Promise<TrapHouse> {
    const manager = await startAlertmanager(owner);
    const product = await startProduct(owner, {
      settings: {
        'storage-trap-port': '0',
        'storage-trap-address': '127.0.0.1',
        'storage-alertmanager-url': manager.url,
        'log-level': 'trace',
      },
    });
    const [, port = ''] = await product.child.waitForLine(/SNMP traps: udp:\/\/127\.0\.0\.1:(\d+)$/);
    const place = { url: product.url };
    const events = watch<AlertEvent>(
      owner,
      place,
      'alertEvents',
      'subscription { alertEvents { cursor kind alerts { alertId severity storageUuid } } }',
    );
    await events.until('the snapshot', () => true);
    return new TrapHouse(place, Number(port), product.child, manager, events);
  }

  /** Registers a fake array over REST; gives its id. */
  async array(serialNumber: string, host: string): Promise<string> {
    const body = {
      vendor: 'fake_storage',
      model: 'fake_driver',
      rest: { host, port: 8443, username: 'monitor', password: 's3cret-device' },
      extra_attributes: { serial_number: serialNumber, delay: '0', volumes: '2', pools: '1', disks: '1' },
    };
    const { status, json } = await this.rest('POST', '/v1/storages', body);
    assert.equal(status, 201, JSON.stringify(json));
    return (json as { id: string }).id;
  }

  /** Says over REST where the traps of an array come from; from 127.0.0.1 unless told. */
  async source(storageId: string, config: Readonly<Record<string, unknown>>): Promise<void> {
    const body = { host: '127.0.0.1', ...config };
    const { status, json } = await this.rest('PUT', `/v1/storages/${storageId}/snmp-config`, body);
    assert.equal(status, 200, JSON.stringify(json));
  }

  /** Takes no traps of an array any more. */
  async withoutSource(storageId: string): Promise<void> {
    await this.rest('DELETE', `/v1/storages/${storageId}/snmp-config`);
  }

  /** Sends a trap, or by `-Ci` an inform, of version 1 when the options say so. */
  async send(options: readonly string[], trap: FakeTrap, from?: string): Promise<void> {
    const isFirst = options.includes('-v1');
    const head = isFirst ? [playpen, '127.0.0.1', '6', '1', '42'] : ['42', `${playpen}.0.1`];
    const told: readonly (readonly [number, string | undefined])[] = [
      [1, trap.alertId],
      [4, trap.category],
      [10, trap.serialNumber],
    ];
    const values = told.flatMap(([n, text]) => (text === undefined ? [] : [`${playpen}.${n}`, 's', text]));
    await sendTrap({ options, port: this.port, head, values, ...(from === undefined ? {} : { from }) });
  }

  /** Events of a kind about an alert, as far as they have come. */
  told(kind: string, alertId: string): readonly AlertEvent[] {
    return this.events.events.filter(
      (event) => event.kind === kind && event.alerts.some((alert) => alert.alertId === alertId),
    );
  }

  /** How often the Alertmanager holds an alert. */
  async held(alertId: string): Promise<number> {
    return (await this.manager.alerts()).filter(({ labels }) => labels['alert_id'] === alertId).length;
  }

  /** What became of all traps. */
  async tally(): Promise<Readonly<Record<string, number>>> {
    const { trapTally } = await askWell<{ trapTally: Readonly<Record<string, number>> }>(
      this.place,
      `{ trapTally { ${outcomes} } }`,
    );
    return trapTally;
  }

  /** Sends a request to the old API. */
  async rest(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
    const answer = await fetch(`${this.place.url}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.text();
    return { status: answer.status, json: text === '' ? undefined : JSON.parse(text) };
  }
}
