import type {
  DeviceAlert,
  TimeRange,
  TrapAlert,
  TrapFields,
} from '../../../subgraphs/storage/drivers/alerts.js';
import { DriverFault } from '../../../subgraphs/storage/drivers/driver-fault.js';
import type { DriverType, StorageDriver } from '../../../subgraphs/storage/drivers/driver.js';

/** What the arrays of a test list, and what was asked of them, by serial number. */
export class AlarmArrays {
  readonly alerts = new Map<string, readonly DeviceAlert[]>();
  readonly asked: { readonly serialNumber: string; readonly range: TimeRange }[] = [];
  readonly cleared: { readonly serialNumber: string; readonly sequenceNumber: string }[] = [];

  /** A kind of array that reads the traps of `alarmTrap`. */
  type(model = 'alarm_box'): DriverType {
    return {
      vendor: 'test_vendor',
      model,
      meaning: 'Arrays of a test that have alerts.',
      connects: false,
      open: ({ extraAttributes }) => {
        const serialNumber = String(extraAttributes['serial']);
        return Promise.resolve(this.session(serialNumber));
      },
      parseAlert,
    };
  }

  private session(serialNumber: string): StorageDriver {
    return {
      getStorage: () => Promise.resolve({ name: serialNumber, vendor: 'Acme', model: 'A9000', serialNumber }),
      list: {
        STORAGE_POOL: () => Promise.resolve([]),
        VOLUME: () => Promise.resolve([]),
        CONTROLLER: () => Promise.resolve([{ nativeId: 'c1', name: 'controller one', mgmtIp: '127.0.0.1' }]),
      },
      listAlerts: (range) => {
        this.asked.push({ serialNumber, range });
        return Promise.resolve(this.alerts.get(serialNumber) ?? []);
      },
      clearAlert: (sequenceNumber) => {
        if (sequenceNumber === 'stuck')
          return Promise.reject(new DriverFault('StorageClearAlertFailed', ['it is stuck']));
        this.cleared.push({ serialNumber, sequenceNumber });
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    };
  }
}

const base = '1.3.6.1.4.1.99999.1';
const fields = {
  alertId: 1,
  category: 2,
  severity: 3,
  location: 4,
  matchKey: 5,
  sequenceNumber: 6,
  occurTime: 7,
  serialNumber: 8,
  description: 9,
} as const;

/** Object ids of traps the driver reads, cannot read alone, drops and breaks at. */
export const alarmTrapOids = {
  alert: `${base}.0.1`,
  incomplete: `${base}.0.2`,
  idle: `${base}.0.3`,
  broken: `${base}.0.4`,
} as const;

/** What a trap tells. */
export type AlarmTrap = Partial<Record<keyof typeof fields, string>>;

/** Variables of a trap for snmptrap. */
export function alarmValues(trap: AlarmTrap): string[] {
  return Object.entries(trap).flatMap(([name, value]) => [
    `${base}.${fields[name as keyof typeof fields]}`,
    's',
    value,
  ]);
}

function parseAlert(trap: TrapFields): TrapAlert | undefined {
  const kind = trap['1.3.6.1.6.3.1.1.4.1.0'];
  if (kind === alarmTrapOids.incomplete) throw new DriverFault('IncompleteTrapInformation');
  if (kind === alarmTrapOids.broken) throw new Error('This trap breaks the driver.');
  if (kind !== alarmTrapOids.alert) return undefined;
  const told = (name: keyof typeof fields): string | undefined => trap[`${base}.${fields[name]}`];
  const serialNumber = told('serialNumber');
  return {
    alertId: told('alertId') ?? '',
    alertName: 'Disk removed',
    category: told('category') ?? 'Fault',
    severity: told('severity') ?? 'Major',
    type: 'EquipmentAlarm',
    location: told('location') ?? 'encl 2, bay 11',
    description: told('description') ?? `from ${trap['controller_name'] ?? trap['transport_address'] ?? ''}`,
    matchKey: told('matchKey') ?? null,
    sequenceNumber: told('sequenceNumber') ?? null,
    occurTime: Number(told('occurTime') ?? 0) || null,
    ...(serialNumber === undefined ? {} : { serialNumber }),
  };
}
