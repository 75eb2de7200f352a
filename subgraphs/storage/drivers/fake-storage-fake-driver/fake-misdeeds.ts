import type { ListedStorage } from '../driver.js';
import type { MetricSeries } from '../metrics.js';
import type { Misdeed } from './fake-settings.js';

type Row = Record<string, unknown>;

const broken = 'half a \ud83d pair and a \0';
/** Longer than any list may be, and without a single thing: whoever walks it never ends. */
const endlessLength = 2 ** 32 - 1;

/** Spoils a listing in the way that was asked for, as arrays and their drivers have been seen to do. */
export function mislead(misdeed: Misdeed | undefined, listing: unknown): unknown {
  if (misdeed === undefined) return listing;
  if (Array.isArray(listing)) return spoil(misdeed, listing as Row[]);
  const { groups, members } = listing as { groups: Row[]; members: unknown[] };
  return { groups: spoil(misdeed, groups), members: misdeed === 'empty' ? [] : members };
}

function spoil(misdeed: Misdeed, rows: Row[]): unknown {
  const [first = { nativeId: 'x_0' }] = rows;
  switch (misdeed) {
    case 'empty':
      return [];
    case 'wrong-types':
      return [{ ...first, nativeId: 7, name: { odd: true }, status: ['normal'] }, ...rows.slice(1)];
    case 'duplicates':
      return [...rows, first];
    case 'bad-encoding':
      return [{ ...first, name: broken, nativeId: `x\0${String(first['nativeId'])}` }, ...rows.slice(1)];
    case 'endless':
      return Object.assign([...rows], { length: endlessLength });
    default:
      return rows;
  }
}

/** Spoils what the array tells of itself likewise. */
export function misleadStorage(misdeed: Misdeed | undefined, storage: ListedStorage): unknown {
  switch (misdeed) {
    case 'empty':
      return undefined;
    case 'no-serial':
      return { ...storage, serialNumber: '' };
    case 'wrong-types':
      return { ...storage, name: { odd: true } };
    case 'bad-encoding':
      return { ...storage, name: broken };
    default:
      return storage;
  }
}

/** Spoils what was measured likewise. */
export function* mismeasure(
  misdeed: Misdeed | undefined,
  batches: Iterable<readonly MetricSeries[]>,
): Generator<readonly MetricSeries[]> {
  if (misdeed === 'empty') return;
  for (const batch of batches) {
    do
      yield misdeed === undefined
        ? batch
        : (batch.flatMap((series) => spoilSeries(misdeed, series)) as never);
    while (misdeed === 'endless');
  }
}

function spoilSeries(misdeed: Misdeed, series: MetricSeries): unknown[] {
  switch (misdeed) {
    case 'wrong-types':
      return [{ ...series, samples: series.samples.map(([at, value]) => [String(at), value]) }];
    case 'duplicates':
      return [series, series];
    case 'bad-encoding':
      return [{ ...series, resourceId: broken }];
    default:
      return [series];
  }
}
