import { limitedCall } from '../../kernel/server/limited-call.js';
import { inventoryKinds, type InventoryKind } from '../entities/kinds.js';
import type { DeviceAlert, TimeRange } from './alerts.js';
import { deviceLimit } from './device-limit.js';
import type { KindLister, ListedStorage, Listers, StorageDriver } from './driver.js';
import type { DriverFaultCode } from './driver-fault.js';
import type { Capabilities, MetricRequest, MetricSeries } from './metrics.js';
import { driverFaultOf } from './redact.js';

/** A session that does not end by itself is left to its fate. */
const longestGoodbyeMs = 5000;

/**
 * A driver's session as the rest of the product sees it: no call and no page takes longer than the limit,
 * whatever the driver does, and what it throws is a DriverFault without the secrets it was opened with.
 */
export class GuardedDriver implements StorageDriver {
  readonly list: Listers;
  readonly collectMetrics?: (
    request: MetricRequest,
    signal: AbortSignal,
  ) => AsyncIterable<readonly MetricSeries[]>;

  constructor(
    private readonly driver: StorageDriver,
    private readonly timeoutMs: number,
    private readonly secrets: readonly string[],
  ) {
    this.list = Object.fromEntries(
      inventoryKinds.flatMap((kind) => (driver.list[kind] ? [[kind, this.lister(kind)]] : [])),
    ) as unknown as Listers;
    if (driver.collectMetrics)
      this.collectMetrics = (request, signal) =>
        this.pages(() => this.driver.collectMetrics?.(request, signal) ?? [], signal);
  }

  get capabilities(): Capabilities | undefined {
    return this.driver.capabilities;
  }

  getStorage(signal: AbortSignal): Promise<ListedStorage> {
    return this.call('ConnectTimeout', signal, (limited) => this.driver.getStorage(limited));
  }

  listAlerts(range: TimeRange, signal: AbortSignal): Promise<readonly DeviceAlert[]> {
    return this.call('StorageListAlertFailed', signal, (limited) => this.driver.listAlerts(range, limited));
  }

  clearAlert(sequenceNumber: string, signal: AbortSignal): Promise<void> {
    return this.call('StorageClearAlertFailed', signal, (limited) =>
      this.driver.clearAlert(sequenceNumber, limited),
    );
  }

  async close(): Promise<void> {
    const timeoutMs = Math.min(this.timeoutMs, longestGoodbyeMs);
    try {
      await limitedCall(deviceLimit(timeoutMs, 'ConnectTimeout'), undefined, () => this.driver.close());
    } catch (error) {
      throw driverFaultOf(error, this.secrets);
    }
  }

  private lister<K extends InventoryKind>(kind: K): KindLister<K> {
    const list = this.driver.list[kind] as unknown as (signal: AbortSignal) => unknown;
    return ((signal: AbortSignal) => {
      // Otherwise the driver's promise would be nobody's.
      signal.throwIfAborted();
      const listing = this.guarded(() => list.call(this.driver.list, signal));
      return isPaged(listing)
        ? this.pages(() => listing, signal)
        : this.call('StorageBackendException', signal, () => Promise.resolve(listing));
    }) as unknown as KindLister<K>;
  }

  private async *pages<P>(
    open: () => AsyncIterable<P> | Iterable<P>,
    signal: AbortSignal,
  ): AsyncGenerator<P, void, undefined> {
    const opened = this.guarded(open);
    const iterator =
      Symbol.asyncIterator in opened ? opened[Symbol.asyncIterator]() : opened[Symbol.iterator]();
    try {
      for (;;) {
        const page = await this.call('StorageBackendException', signal, () =>
          Promise.resolve(iterator.next()),
        );
        if (page.done === true) return;
        yield page.value;
      }
    } finally {
      // Not awaited: a generator that hangs in its page would never give way.
      void Promise.resolve(iterator.return?.()).catch(() => undefined);
    }
  }

  private async call<R>(
    code: DriverFaultCode,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<R>,
  ): Promise<R> {
    try {
      return await limitedCall(deviceLimit(this.timeoutMs, code), signal, work);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw driverFaultOf(error, this.secrets);
    }
  }

  private guarded<R>(work: () => R): R {
    try {
      return work();
    } catch (error) {
      throw driverFaultOf(error, this.secrets);
    }
  }
}

function isPaged(listing: unknown): listing is AsyncIterable<unknown> {
  return typeof listing === 'object' && listing !== null && Symbol.asyncIterator in listing;
}
