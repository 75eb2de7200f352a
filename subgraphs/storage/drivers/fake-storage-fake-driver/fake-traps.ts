import type { TrapAlert, TrapFields } from '../alerts.js';
import { DriverFault } from '../driver-fault.js';

/** Where Net-SNMP leaves room for experiments; no array sends traps from there. */
const playpen = '1.3.6.1.4.1.8072.9999.9999';
const trapOid = '1.3.6.1.6.3.1.1.4.1.0';

const kinds = { alert: `${playpen}.0.1`, incomplete: `${playpen}.0.2` } as const;
const places = {
  alertId: 1,
  alertName: 2,
  severity: 3,
  category: 4,
  type: 5,
  location: 6,
  description: 7,
  sequenceNumber: 8,
  matchKey: 9,
  serialNumber: 10,
  occurTime: 11,
} as const;

/**
 * The alert of a trap that somebody sends for a fake array, to try out what becomes of it; see
 * docs/adding-a-storage-driver.md. Every other trap is dropped, as section 9 of the Delfin contract says.
 */
export function parseFakeTrap(trap: TrapFields): TrapAlert | undefined {
  const kind = trap[trapOid];
  if (kind === kinds.incomplete) throw new DriverFault('IncompleteTrapInformation');
  if (kind !== kinds.alert) return undefined;
  const told = (name: keyof typeof places): string | undefined => trap[`${playpen}.${places[name]}`];
  const serialNumber = told('serialNumber');
  return {
    alertId: told('alertId') ?? '1',
    alertName: told('alertName') ?? 'Fake alert',
    severity: told('severity') ?? 'Major',
    category: told('category') ?? 'Fault',
    type: told('type') ?? 'EquipmentAlarm',
    location: told('location') ?? 'Fake location',
    description: told('description') ?? 'Fake alert description',
    sequenceNumber: told('sequenceNumber') ?? null,
    matchKey: told('matchKey') ?? null,
    occurTime: Number(told('occurTime') ?? Date.now()),
    ...(serialNumber === undefined ? {} : { serialNumber }),
  };
}
