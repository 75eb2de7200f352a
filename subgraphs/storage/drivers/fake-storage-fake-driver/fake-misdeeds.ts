import type { Misdeed } from './fake-settings.js';

type Row = Record<string, unknown>;

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
      return [
        { ...first, name: 'half a \ud83d pair and a \0', nativeId: `x\0${String(first['nativeId'])}` },
        ...rows.slice(1),
      ];
    default:
      return rows;
  }
}
