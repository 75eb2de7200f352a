import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TrapFields } from '../../subgraphs/storage/drivers/alerts.js';
import { DriverFault } from '../../subgraphs/storage/drivers/driver-fault.js';
import type { DriverOptions, DriverType, StorageDriver } from '../../subgraphs/storage/drivers/driver.js';
import { driverName } from '../../subgraphs/storage/drivers/registry.js';
import { inventoryKinds } from '../../subgraphs/storage/entities/kinds.js';
import { checkedCapabilities } from '../../subgraphs/storage/services/capabilities.js';
import { checkedListing } from '../../subgraphs/storage/services/checked-listing.js';
import { checkedStorage } from '../../subgraphs/storage/services/listed-storage.js';

/** What a driver's test brings: far sides that behave in certain ways, and how to reach them. */
export interface ConformanceBed {
  /** An array that answers well. Called anew for each session that must be independent of the others. */
  readonly good: () => Promise<DriverOptions>;
  /** An array that refuses the credentials, and the password it refuses. */
  readonly refusing: () => Promise<{ readonly options: DriverOptions; readonly password: string }>;
  /** An array that takes seconds for each answer. */
  readonly slow: () => Promise<DriverOptions>;
  /** Ends the far sides. */
  readonly close: () => Promise<void>;
}

const never = AbortSignal.any([]);
const enough = 1_000_000;

/** What every driver must do, whatever array it speaks to (section 8 of the Delfin contract and `driver.ts`). */
export function driverConformance(type: DriverType, openBed: () => Promise<ConformanceBed>): void {
  describe(`the driver "${driverName(type.vendor, type.model)}"`, () => {
    const withBed = async (work: (bed: ConformanceBed) => Promise<void>): Promise<void> => {
      const bed = await openBed();
      try {
        await work(bed);
      } finally {
        await bed.close();
      }
    };
    const withDriver = (work: (driver: StorageDriver) => Promise<void>): Promise<void> =>
      withBed(async (bed) => {
        const driver = await type.open(await bed.good(), never);
        try {
          await work(driver);
        } finally {
          await driver.close();
        }
      });

    it('tells the same serial number in every session with one array', () =>
      withBed(async (bed) => {
        const options = await bed.good();
        const serials = [];
        for (let i = 0; i < 2; i++) {
          const driver = await type.open(options, never);
          serials.push(checkedStorage(await driver.getStorage(never)).serial_number);
          await driver.close();
        }

        assert.equal(serials[0], serials[1]);
      }));

    it('keeps two sessions apart: the end of one is not the end of the other', () =>
      withBed(async (bed) => {
        const one = await type.open(await bed.good(), never);
        const two = await type.open(await bed.good(), never);
        assert.notEqual(one, two);

        await one.close();

        checkedStorage(await two.getStorage(never));
        await two.close();
      }));

    it('lists pools and volumes, and whatever it lists has the right types and each native id once', () =>
      withDriver(async (driver) => {
        assert.equal(typeof driver.list.STORAGE_POOL, 'function');
        assert.equal(typeof driver.list.VOLUME, 'function');

        for (const kind of inventoryKinds) {
          const listing = await checkedListing(driver, kind, enough, never);

          assert.equal(listing === undefined, driver.list[kind] === undefined, kind);
        }
      }));

    it('names only groups it lists as those of members', () =>
      withDriver(async (driver) => {
        for (const [kind, column] of [
          ['STORAGE_HOST_GROUP', 'native_storage_host_group_id'],
          ['PORT_GROUP', 'native_port_group_id'],
          ['VOLUME_GROUP', 'native_volume_group_id'],
        ] as const) {
          const { rows, members } = (await checkedListing(driver, kind, enough, never)) ?? {
            rows: [],
            members: [],
          };
          const groups = new Set(rows.map((row) => row[column]));

          assert.deepEqual(
            members.filter(({ group }) => !groups.has(group)),
            [],
            kind,
          );
        }
      }));

    it('says what it measures as the contract has it, and measures only that, in the range and in order', () =>
      withDriver(async (driver) => {
        assert.equal(driver.capabilities === undefined, driver.collectMetrics === undefined);
        if (!driver.capabilities || !driver.collectMetrics) return;
        const { resource_metrics: metrics = {} } = checkedCapabilities(driver.capabilities);
        const end = Math.floor(Date.now() / 60_000) * 60_000;
        const start = end - 300_000;

        for await (const batch of driver.collectMetrics({ start, end, metrics }, never)) {
          for (const { name, resourceType, resourceId, unit, samples } of batch) {
            assert.equal(metrics[resourceType]?.[name]?.unit, unit);
            assert.notEqual(resourceId, '');
            const times = samples.map(([at]) => at);
            assert.deepEqual(
              times,
              times.toSorted((a, b) => a - b),
            );
            assert.ok(samples.every(([at, value]) => at >= start && at < end && Number.isFinite(value)));
          }
        }
      }));

    it('lists alerts with their kind, and clears one', () =>
      withDriver(async (driver) => {
        const alerts = await driver.listAlerts({}, never);

        for (const { alertId } of alerts) assert.equal(typeof alertId, 'string');
        await driver.clearAlert(String(alerts[0]?.sequenceNumber ?? '1'), never);
      }));

    it('makes an alert of a trap, drops it or asks for more, and never throws anything else', () => {
      const traps: TrapFields[] = [
        {},
        { '1.3.6.1.6.3.1.1.4.1.0': '1.3.6.1.6.3.1.1.5.3' },
        { '1.3.6.1.6.3.1.1.4.1.0': '', '1.3.6.1.4.1.2.6.190.4.1': '\u0000', transport_address: 'x' },
      ];

      for (const trap of traps) {
        try {
          const alert = type.parseAlert(trap);
          assert.ok(alert === undefined || typeof alert.alertId === 'string');
        } catch (error) {
          assert.ok(error instanceof DriverFault && error.code === 'IncompleteTrapInformation');
        }
      }
    });

    it('says that credentials are refused, without telling them', () =>
      withBed(async (bed) => {
        const { options, password } = await bed.refusing();

        await assert.rejects(type.open(options, never), (error) => {
          assert.ok(error instanceof DriverFault);
          assert.ok(error.unreachable);
          assert.equal(`${error.message} ${error.args.join(' ')} ${error.stack}`.includes(password), false);
          return true;
        });
      }));

    it('ends a call soon after its signal', () =>
      withBed(async (bed) => {
        const driver = await type.open(await bed.slow(), never);
        const begun = performance.now();
        const calls = [
          driver.getStorage(AbortSignal.timeout(50)),
          checkedListing(driver, 'VOLUME', enough, AbortSignal.timeout(50)),
        ];

        const ends = await Promise.allSettled(calls);

        assert.ok(ends.every(({ status }) => status === 'rejected'));
        assert.ok(performance.now() - begun < 2000);
        await driver.close();
      }));
  });
}
