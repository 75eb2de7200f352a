/** A column of an object: its key on the wire and the field of the graph that holds it. */
export interface WireColumn {
  readonly key: string;
  readonly field: string;
  /** A 64-bit integer, which the graph gives as text beyond 2^53. */
  readonly integer: boolean;
  /** A list of native ids instead of a value. */
  readonly relation: boolean;
}

const integerKeys: ReadonlySet<string> = new Set(
  (
    'total_capacity used_capacity free_capacity raw_capacity subscribed_capacity cpu_count memory_size speed ' +
    'max_speed capacity health_score capacity_hard_limit capacity_soft_limit file_hard_limit file_soft_limit file_count'
  ).split(' '),
);

const fieldNames: Readonly<Record<string, string>> = {
  id: 'uuid',
  storage_id: 'storageUuid',
  created_at: 'createdAtText',
  updated_at: 'updatedAtText',
};

/** The column of a key; one with `[]` behind it is a list. `own` is the key of the object's own native id. */
export function wireColumn(name: string, own: string): WireColumn {
  const key = name.replace('[]', '');
  const relation = key !== name;
  const field = relation ? camelCase(`native_${singular(key)}_ids`) : fieldOf(key, own);
  return { key, field, integer: integerKeys.has(key), relation };
}

/** Member of the graph's filter for a key. */
export function filterMember(key: string, own: string): string {
  const field = fieldOf(key, own);
  return field.endsWith('s') ? `${field}es` : `${field}s`;
}

/** Field of the graph for a key: UUIDs and exact times have names of their own there, the rest is camel case. */
function fieldOf(key: string, own: string): string {
  if (key === own) return 'nativeId';
  return fieldNames[key] ?? camelCase(key);
}

/** `total_capacity` becomes `totalCapacity`. */
export function camelCase(key: string): string {
  return key.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `volumes` becomes `volume`. */
export function singular(key: string): string {
  return key.replace(/s$/, '');
}
