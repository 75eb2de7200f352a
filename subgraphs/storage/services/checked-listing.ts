import { DriverFault } from '../drivers/driver-fault.js';
import type { StorageDriver } from '../drivers/driver.js';
import type { InventoryColumn } from '../entities/inventory-column.js';
import { kindTables, type InventoryKind } from '../entities/kinds.js';
import { checkedKey, checkedRow, type CheckedRow } from './checked-row.js';

/** A member of a group, both by native id. */
export interface CheckedMember {
  readonly group: string;
  readonly member: string;
}

/** What a driver listed of one kind, whole and checked. */
export interface CheckedListing {
  /** By SQL name, without the storage. */
  readonly rows: readonly CheckedRow[];
  /** Present when the kind has members. */
  readonly members: readonly CheckedMember[];
}

/**
 * Reads everything a driver lists of one kind; undefined when it does not list it. Throws InvalidResults when
 * the list is none, holds a wrong type or the same native id twice, or is longer than `most`.
 */
export async function checkedListing(
  driver: StorageDriver,
  kind: InventoryKind,
  most: number,
  signal: AbortSignal,
): Promise<CheckedListing | undefined> {
  const list = driver.list[kind];
  if (!list) return undefined;
  const reading = new Reading(kind, most);
  const listing: unknown = list(signal);
  if (isPaged(listing)) {
    for await (const page of listing) reading.add(page);
    return reading.result();
  }
  const whole: unknown = await (listing as Promise<unknown>);
  if (!kindTables[kind].members) {
    reading.add(whole);
    return reading.result();
  }
  const { groups, members } = Object(whole) as { groups?: unknown; members?: unknown };
  reading.add(groups);
  reading.addMembers(members);
  return reading.result();
}

/** Collects the pages of one listing. */
class Reading {
  private readonly rows = new Map<string, CheckedRow>();
  private members: readonly CheckedMember[] = [];
  private readonly columns: readonly InventoryColumn[];
  private readonly native: string;

  constructor(
    private readonly kind: InventoryKind,
    private readonly most: number,
  ) {
    const { columns, native } = kindTables[kind];
    this.columns = columns.filter(({ type }) => type !== 'uuid');
    this.native = native;
  }

  add(page: unknown): void {
    const listed = this.list(page, this.rows.size);
    for (const thing of listed) {
      const row = checkedRow(thing as object, this.columns, `thing ${this.rows.size + 1} of ${this.kind}`);
      const key = String(row[this.native]);
      if (this.rows.has(key))
        throw new DriverFault('InvalidResults', [`A native id comes twice in the list of ${this.kind}.`]);
      this.rows.set(key, row);
    }
  }

  addMembers(listed: unknown): void {
    const pairs = this.list(listed, 0).map((pair, i) => {
      const { group, member } = Object(pair) as { group?: unknown; member?: unknown };
      const where = `member ${i + 1} of ${this.kind}`;
      return { group: checkedKey(group, 'group', where), member: checkedKey(member, 'member', where) };
    });
    this.members = [
      ...new Map(pairs.map((pair) => [JSON.stringify([pair.group, pair.member]), pair])).values(),
    ];
  }

  result(): CheckedListing {
    return { rows: [...this.rows.values()], members: this.members };
  }

  private list(listed: unknown, before: number): readonly unknown[] {
    if (!Array.isArray(listed))
      throw new DriverFault('InvalidResults', [`There is no list of ${this.kind}.`]);
    if (before + listed.length > this.most)
      throw new DriverFault('InvalidResults', [`The list of ${this.kind} holds more than ${this.most}.`]);
    return listed;
  }
}

function isPaged(listing: unknown): listing is AsyncIterable<unknown> {
  return typeof listing === 'object' && listing !== null && Symbol.asyncIterator in listing;
}
