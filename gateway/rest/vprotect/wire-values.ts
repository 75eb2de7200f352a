/** A reference to another object (vprotect.md 1.3). */
export interface NameAndGuid {
  readonly guid: string;
  readonly name: string;
}

/** What the graph gives where the API shows a reference. */
export interface Named {
  readonly guid: string;
  readonly name: string;
}

/** A time as the graph gives it: RFC 3339, or nothing. */
export type GraphTime = string | null;

/** A 64-bit number as the graph gives it: a string beyond 2^53. */
export type GraphLong = number | string;

/** Milliseconds since the epoch; undefined for no time. */
export function millisOf(time: string): number;
export function millisOf(time: GraphTime | undefined): number | undefined;
export function millisOf(time: GraphTime | undefined): number | undefined {
  return time == null ? undefined : Date.parse(time);
}

/** A size or count; 0 when unknown (1.2). */
export function sizeOf(size: GraphLong | null | undefined): number {
  return size == null ? 0 : Number(size);
}

/** A number that may be left out. */
export function numberOf(value: GraphLong | null | undefined): number | undefined {
  return value == null ? undefined : Number(value);
}

/** A reference; undefined for none. */
export function reference(named: Named): NameAndGuid;
export function reference(named: Named | null | undefined): NameAndGuid | undefined;
export function reference(named: Named | null | undefined): NameAndGuid | undefined {
  return named == null ? undefined : { guid: named.guid, name: named.name };
}

/** References of a list, which is always there. */
export function references(many: readonly Named[] | null | undefined): NameAndGuid[] {
  return many?.map((one) => reference(one)) ?? [];
}

/** What is kept of a text that has characters; undefined for none. */
export function textOf(value: string | null | undefined): string | undefined {
  return value == null || value === '' ? undefined : value;
}

/** The name of a backup: its machine and its time in UTC, to the second (3.1). */
export function backupName(machine: string, snapshotTime: string): string {
  const [day = '', time = ''] = new Date(snapshotTime).toISOString().split('T');
  return `${machine} - ${day} ${time.slice(0, 8)}`;
}
