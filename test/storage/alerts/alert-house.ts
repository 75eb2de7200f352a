import { registerStorage } from '../../../subgraphs/storage/services/register-storage.js';
import { openViewer, type Viewer } from '../../../subgraphs/kernel/identity/viewer.js';
import type { DeviceAlert } from '../../../subgraphs/storage/drivers/alerts.js';
import type { Storage } from '../../../subgraphs/storage/entities/storage.js';
import { checkedAlert } from '../../../subgraphs/storage/services/alert-condition.js';
import { TrapService } from '../../../subgraphs/storage/services/trap-service.js';
import { sendTrap } from '../../support/snmp.js';
import { StorageHouse, type StorageHouseOptions } from '../storage-house.js';
import { alarmTrapOids, alarmValues, AlarmArrays, type AlarmTrap } from './alarm-driver.js';

/** A storage subgraph whose arrays have alerts, with a trap receiver on a free port. */
export class AlertHouse {
  private constructor(
    readonly storage: StorageHouse,
    readonly arrays: AlarmArrays,
    readonly traps: TrapService,
  ) {}

  static async open(options: StorageHouseOptions = {}): Promise<AlertHouse> {
    const arrays = new AlarmArrays();
    const drivers = [arrays.type(), arrays.type('msa')];
    const config = { trapAddress: '127.0.0.1', ...options.config };
    const storage = await StorageHouse.open({ ...options, drivers, config });
    const traps = new TrapService(storage.parts, 0);
    await traps.start();
    return new AlertHouse(storage, arrays, traps);
  }

  get port(): number {
    const { port } = this.traps;
    if (port === undefined) throw new Error('The trap receiver has no port.');
    return port;
  }

  /** Registers an array and waits for its first sync. */
  async array(serial: string, model = 'alarm_box'): Promise<Storage> {
    const { storage, sync } = await registerStorage(
      this.storage.parts,
      {
        vendor: 'test_vendor',
        model,
        access: {
          rest: { host: `${serial}.example.net`, port: 8443, username: 'monitor', password: 's3cret' },
        },
        extraAttributes: { serial },
      },
      openViewer,
    );
    if (sync) await this.storage.kernel.ended(sync.guid, 60_000);
    return storage;
  }

  /** The data of an operation that must succeed. */
  async data<T>(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
    viewer: Viewer = openViewer,
  ): Promise<T> {
    const { data, errors } = await this.storage.execute(query, variables, viewer);
    if (errors || !data) throw new Error(JSON.stringify(errors));
    return JSON.parse(JSON.stringify(data)) as T;
  }

  /** The `reason` and first argument of an operation that must fail. */
  async fault(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<[unknown, unknown]> {
    const { errors } = await this.storage.execute(query, variables);
    const extensions = errors?.[0]?.extensions;
    if (!extensions) throw new Error('The operation succeeded.');
    const args = extensions['args'];
    return [extensions['reason'], Array.isArray(args) ? args[0] : undefined];
  }

  /** Gives a storage an alert source; of version 2c with the community "trapme" at 127.0.0.1 unless told. */
  async source(storageUuid: string, input: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const usual = { host: '127.0.0.1', version: 'SNMPv2c', communityString: 'trapme' };
    await this.data(
      `mutation ($input: PutAlertSourceInput!) { putAlertSource(input: $input) { alertSource { id } } }`,
      {
        input: { storageUuid, ...usual, ...input },
      },
    );
    await this.traps.refreshed();
  }

  /** Reports alerts of a storage as if traps had told of them. */
  async report(storageId: string, ...told: DeviceAlert[]): Promise<void> {
    const reports = told.map((one) => {
      const alert = checkedAlert(one);
      if (!alert) throw new Error('This is no alert.');
      return { storageId, origin: 'TRAP' as const, at: new Date(), alert };
    });
    await this.storage.parts.alerts.write(reports);
  }

  /** Sends a trap of version 2c by snmptrap and waits until it is counted. */
  async send(
    trap: AlarmTrap,
    kind: string = alarmTrapOids.alert,
    options = ['-v2c', '-c', 'trapme'],
  ): Promise<void> {
    const before = await this.counted();
    await sendTrap({ options, port: this.port, head: ['4711', kind], values: alarmValues(trap) });
    for (let tries = 0; tries < 500 && (await this.counted()) === before; tries++)
      await new Promise((resolve) => setTimeout(resolve, 10));
  }

  /** What became of all traps so far. */
  async tally(): Promise<Record<string, number>> {
    await this.traps.settle();
    const { trapTally } = await this.data<{ trapTally: Record<string, number> }>(
      '{ trapTally { stored ignored incomplete limited refused unattributed failed unknown answered lost } }',
    );
    return Object.fromEntries(Object.entries(trapTally).filter(([, n]) => n > 0));
  }

  async close(): Promise<void> {
    await this.traps.stop();
    await this.storage.close();
  }

  private async counted(): Promise<number> {
    return Object.values(await this.tally()).reduce((sum, n) => sum + n, 0);
  }
}
