/** A row of a list as the API shows it. */
export type WireRow = Readonly<Record<string, unknown>>;

/** Rows that have the text in one of the columns, in any case; columns are property paths. */
export function searched(rows: readonly WireRow[], text: string, columns: readonly string[]): WireRow[] {
  return rows.filter((row) => columns.some((column) => holds(valueAt(row, column), text)));
}

/**
 * Rows ordered by a property path as they show it. An enum counts by its name, a reference by its name.
 * Ties go by guid; rows without the property come last either way (vprotect.md 1.5). Where no row has it
 * the order stays what it was.
 */
export function ordered(rows: readonly WireRow[], path: string, descending: boolean): WireRow[] {
  const keyed = rows.map((row) => ({ row, key: keyOf(valueAt(row, path)) }));
  if (keyed.every(({ key }) => key === undefined)) return [...rows];
  keyed.sort((a, b) => {
    if (a.key === undefined || b.key === undefined)
      return a.key === b.key ? byGuid(a.row, b.row) : a.key === undefined ? 1 : -1;
    const order = compared(a.key, b.key);
    return (descending ? -order : order) || byGuid(a.row, b.row);
  });
  return keyed.map(({ row }) => row);
}

/** The value of a property path; undefined where one of its parts is not there. */
export function valueAt(row: WireRow, path: string): unknown {
  let at: unknown = row;
  for (const part of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = at[part as keyof typeof at];
  }
  return at;
}

function holds(value: unknown, text: string): boolean {
  if (Array.isArray(value)) return value.some((item) => holds(item, text));
  return typeof value === 'string' && value.toLowerCase().includes(text);
}

function keyOf(value: unknown): string | number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return value.toLowerCase();
  if (typeof value === 'object' && value !== null && 'name' in value) return keyOf(value.name);
  return undefined;
}

function compared(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function byGuid(a: WireRow, b: WireRow): number {
  return compared(String(a['guid']), String(b['guid']));
}
