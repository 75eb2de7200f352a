import { setTimeout as wait } from 'node:timers/promises';
import type { InventoryKind } from '../../entities/kinds.js';
import type { DeviceAlert } from '../alerts.js';
import type {
  DriverOptions,
  DriverType,
  KindLister,
  Listed,
  Listers,
  ListedStorage,
  StorageDriver,
} from '../driver.js';
import { DriverFault, driverFaultCodes, type DriverFaultCode } from '../driver-fault.js';
import type { MetricRequest, MetricSeries } from '../metrics.js';
import { FakeInventory } from './fake-inventory.js';
import { fakeCapabilities, fakeSeries } from './fake-metrics.js';
import { mislead, misleadStorage, mismeasure } from './fake-misdeeds.js';
import { FakeSizes } from './fake-sizes.js';
import { fakeSettings, type FakeCall, type FakeSettings, type Misdeed } from './fake-settings.js';
import { parseFakeTrap } from './fake-traps.js';
import { SeededRandom, seededUuid } from './seeded-random.js';

const volumePage = 500;

/** The built-in arrays without hardware: any address and any credentials (section 9 of the Delfin contract). */
export const fakeDriverType: DriverType = {
  vendor: 'fake_storage',
  model: 'fake_driver',
  meaning: 'Arrays without hardware, for trying out and for tests.',
  connects: false,
  open: async (options, signal) => {
    const driver = new FakeDriver(options);
    await driver.enter('OPEN', signal);
    return driver;
  },
  parseAlert: parseFakeTrap,
};

/** A session with a fake array. */
class FakeDriver implements StorageDriver {
  readonly capabilities = fakeCapabilities;
  readonly list: Listers;
  private readonly settings: FakeSettings;
  private readonly inventory: FakeInventory;
  private readonly seed: string;
  private readonly calls = new Map<FakeCall, number>();

  constructor(private readonly options: DriverOptions) {
    this.settings = fakeSettings(options.extraAttributes);
    this.seed = this.settings.seed ?? options.storageId;
    const sizes = new FakeSizes(this.settings.capacityUnit, this.seed);
    this.inventory = new FakeInventory(this.settings, new SeededRandom(`${this.seed} fixed`), sizes);
    const { inventory } = this;
    this.list = {
      STORAGE_POOL: this.lister('STORAGE_POOL', async (random, signal) => {
        await this.delay(random, signal);
        return inventory.pools(random);
      }),
      VOLUME: (signal) => this.volumes(signal),
      CONTROLLER: this.lister('CONTROLLER', (random) => inventory.controllers(random)),
      PORT: this.lister('PORT', (random) => inventory.ports(random)),
      DISK: this.lister('DISK', (random) => inventory.disks(random)),
      QUOTA: this.lister('QUOTA', (random) => inventory.quotas(random)),
      FILESYSTEM: this.lister('FILESYSTEM', (random) => inventory.filesystems(random)),
      QTREE: this.lister('QTREE', (random) => inventory.qtrees(random)),
      SHARE: this.lister('SHARE', (random) => inventory.shares(random)),
      STORAGE_HOST_INITIATOR: this.lister('STORAGE_HOST_INITIATOR', (random) => inventory.initiators(random)),
      STORAGE_HOST: this.lister('STORAGE_HOST', () => inventory.hosts()),
      STORAGE_HOST_GROUP: this.lister('STORAGE_HOST_GROUP', (random) => inventory.hostGroups(random)),
      PORT_GROUP: this.lister('PORT_GROUP', (random) => inventory.portGroups(random)),
      VOLUME_GROUP: this.lister('VOLUME_GROUP', (random) => inventory.volumeGroups(random)),
      MASKING_VIEW: this.lister('MASKING_VIEW', (random) => inventory.maskingViews(random)),
    };
  }

  async getStorage(signal: AbortSignal): Promise<ListedStorage> {
    const { random, misdeed } = await this.enter('DEVICE', signal);
    await this.delay(random, signal);
    const storage = this.inventory.storage(this.serialNumber(), random);
    return misleadStorage(misdeed, storage) as ListedStorage;
  }

  async listAlerts(_range: unknown, signal: AbortSignal): Promise<readonly DeviceAlert[]> {
    const { random } = await this.enter('ALERTS', signal);
    return alertKinds.map(([alertName, severity, type], i) => ({
      alertId: String(random.between(1_000_000, 9_999_999)),
      alertName,
      severity,
      category: 'Fault',
      type,
      sequenceNumber: 100 + i,
      description: 'Fake alert description',
      recoveryAdvice: 'Fake alert recovery advice',
      resourceType: 'Storage',
      location: 'Fake location',
      occurTime: Math.floor(Date.now() / 1000),
    }));
  }

  async clearAlert(_sequenceNumber: string, signal: AbortSignal): Promise<void> {
    await this.enter('CLEAR', signal);
  }

  async *collectMetrics(
    request: MetricRequest,
    signal: AbortSignal,
  ): AsyncGenerator<readonly MetricSeries[]> {
    const { random, misdeed } = await this.enter('METRICS', signal);
    await this.delay(random, signal);
    for (const batch of mismeasure(misdeed, fakeSeries(request, this.settings, random))) {
      signal.throwIfAborted();
      yield batch;
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Counts a call and does what it is set to do wrong; the draws of every call are its own. */
  async enter(
    call: FakeCall,
    signal: AbortSignal,
  ): Promise<{ random: SeededRandom; misdeed: Misdeed | undefined }> {
    signal.throwIfAborted();
    const count = (this.calls.get(call) ?? 0) + 1;
    this.calls.set(call, count);
    const how = this.settings.faults.find((f) => f.call === call && f.from <= count && count <= f.to)?.how;
    if (how !== undefined && isCode(how)) throw new DriverFault(how, ['the fake array was told to']);
    if (how === 'hang') await new Promise<never>(() => undefined);
    if (how === 'crash') throw new TypeError('The fake array was told to crash.');
    return { random: new SeededRandom(`${this.seed} ${call} ${count}`), misdeed: how };
  }

  private lister<K extends InventoryKind>(
    kind: K,
    make: (random: SeededRandom, signal: AbortSignal) => unknown,
  ): KindLister<K> {
    return (async (signal: AbortSignal) => {
      const { random, misdeed } = await this.enter(kind, signal);
      return mislead(misdeed, await make(random, signal));
    }) as unknown as KindLister<K>;
  }

  private async *volumes(signal: AbortSignal): AsyncGenerator<readonly Listed<never>[]> {
    const { random, misdeed } = await this.enter('VOLUME', signal);
    const { volumes } = this.inventory.fixed;
    const endless = misdeed === 'endless';
    for (let from = 0; from < volumes || endless; from += volumePage) {
      await this.delay(random, signal);
      const to = endless ? from + volumePage : Math.min(from + volumePage, volumes);
      const page = this.inventory.volumes(from, to, random);
      yield (endless ? page : mislead(misdeed, page)) as never;
    }
  }

  private async delay(random: SeededRandom, signal: AbortSignal): Promise<void> {
    const { low, high } = this.settings.delay;
    const seconds = low + random.fraction() * (high - low);
    if (seconds > 0) await wait(seconds * 1000, undefined, { signal });
  }

  private serialNumber(): string {
    const { serialNumber, serialByHost } = this.settings;
    const first = Object.values(this.options.access)[0];
    if (serialByHost) return seededUuid(`${first?.host}:${first?.port}`);
    return serialNumber ?? seededUuid(`serial ${this.options.storageId}`);
  }
}

const alertKinds = [
  ['SNMP connect failed', 'Major', 'OperationalViolation'],
  ['Link state down', 'Critical', 'CommunicationsAlarm'],
  ['Power failure', 'Fatal', 'OperationalViolation'],
  ['Communication failure', 'Critical', 'CommunicationsAlarm'],
] as const;

function isCode(how: DriverFaultCode | Misdeed): how is DriverFaultCode {
  return (driverFaultCodes as readonly string[]).includes(how);
}
