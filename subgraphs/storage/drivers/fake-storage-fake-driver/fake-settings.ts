import type { SyncUnitKind } from '../../entities/sync-unit.js';
import { syncUnitKinds } from '../../entities/sync-unit.js';
import { DriverFault, driverFaultCodes, type DriverFaultCode } from '../driver-fault.js';

/** A whole-number or decimal range, both bounds included. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** How many of each kind there are by default (section 9 of the Delfin contract). */
const counts = {
  pools: '1-100',
  volumes: '1-2000',
  controllers: '1-5',
  ports: '1-10',
  disks: '1-100',
  filesystems: '1-10',
  qtrees: '1-100',
  quotas: '1-100',
  shares: '1-100',
  host_initiators: '1-3',
  hosts: '1-5',
  host_groups: '1-5',
  port_groups: '1-5',
  volume_groups: '1-5',
  masking_views: '1-5',
} as const;

/** A kind whose number can be set. */
export type Counted = keyof typeof counts;

/** Ways to misbehave that no error code names. */
export const misdeeds = [
  'hang',
  'crash',
  'empty',
  'wrong-types',
  'duplicates',
  'endless',
  'bad-encoding',
  'no-serial',
] as const;

/** One of them. */
export type Misdeed = (typeof misdeeds)[number];

/** What can be made to fail: a unit of the sync, or another call. */
export type FakeCall = SyncUnitKind | 'OPEN' | 'ALERTS' | 'CLEAR' | 'METRICS';

/** One wish to fail. */
export interface FakeFault {
  readonly call: FakeCall;
  readonly how: DriverFaultCode | Misdeed;
  /** Which calls of it fail, counted from 1 in the life of the session. */
  readonly from: number;
  readonly to: number;
}

/** How a fake array behaves, read from its `extra_attributes`; see docs/adding-a-storage-driver.md. */
export interface FakeSettings {
  readonly seed: string | undefined;
  readonly counts: Readonly<Record<Counted, Range>>;
  /** Seconds that the calls which take time take. */
  readonly delay: Range;
  readonly faults: readonly FakeFault[];
  readonly serialNumber: string | undefined;
  readonly serialByHost: boolean;
  /** Whether the things of the array refer to one another as those of a real one do. */
  readonly linked: boolean;
  /** What the array calls itself. */
  readonly name: string | undefined;
  /** Bytes that sizes are multiples of; without it they are a few bytes, drawn anew each time. */
  readonly capacityUnit: number | undefined;
  /** Addresses of the first hosts. */
  readonly hostAddresses: readonly string[];
}

const most = 1_000_000;

/** Reads the settings; a value that cannot be read is an InvalidResults that names it, as a real array would refuse it. */
export function fakeSettings(attributes: Readonly<Record<string, unknown>>): FakeSettings {
  const text = (name: string): string | undefined => {
    const value = attributes[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const sizes = Object.entries(counts).map(
    ([name, usual]) => [name, range(name, text(name) ?? usual, /^\d+$/, most)] as const,
  );
  return {
    seed: text('seed'),
    counts: Object.fromEntries(sizes) as unknown as Record<Counted, Range>,
    delay: range('delay', text('delay') ?? '0.1-0.5', /^\d+(\.\d+)?$/, 3600),
    faults: (text('faults') ?? '')
      .split(',')
      .flatMap((wish) => (wish.trim() === '' ? [] : fault(wish.trim()))),
    serialNumber: text('serial_number'),
    serialByHost: text('serial_by') === 'host',
    linked: text('linked') === 'true',
    name: text('name'),
    capacityUnit: text('capacity_unit') === undefined ? undefined : unit(text('capacity_unit') ?? ''),
    hostAddresses: (text('host_addresses') ?? '').split(',').map((host) => host.trim()),
  };
}

function range(name: string, value: string, number: RegExp, highest: number): Range {
  const [low = '', high = low, ...rest] = value.split('-').map((part) => part.trim());
  const valid = number.test(low) && number.test(high) && rest.length === 0;
  if (!valid || Number(low) > Number(high) || Number(high) > highest)
    throw new DriverFault('InvalidResults', [
      `The attribute "${name}" must be a number such as 5 or a range such as 1-5.`,
    ]);
  return { low: Number(low), high: Number(high) };
}

function unit(value: string): number {
  if (/^[1-9]\d{0,11}$/.test(value)) return Number(value);
  throw new DriverFault('InvalidResults', [
    'The attribute "capacity_unit" must be a number of bytes from 1 to 999999999999.',
  ]);
}

function fault(wish: string): FakeFault {
  const [, call = '', how = '', from = '1', dash, to] =
    /^([A-Z_]+):([A-Za-z-]+?)(?:@(\d+)(-)?(\d+)?)?$/.exec(wish) ?? [];
  if (!isCall(call) || !isHow(how))
    throw new DriverFault('InvalidResults', [
      'The attribute "faults" must be a list such as VOLUME:StorageBackendException@2, DISK:hang.',
    ]);
  const only = wish.includes('@') && dash === undefined ? Number(from) : Number.POSITIVE_INFINITY;
  return { call, how, from: Number(from), to: to === undefined ? only : Number(to) };
}

function isCall(text: string): text is FakeCall {
  return ['OPEN', 'ALERTS', 'CLEAR', 'METRICS', ...syncUnitKinds].includes(text as FakeCall);
}

function isHow(text: string): text is DriverFaultCode | Misdeed {
  return (
    (misdeeds as readonly string[]).includes(text) || (driverFaultCodes as readonly string[]).includes(text)
  );
}
