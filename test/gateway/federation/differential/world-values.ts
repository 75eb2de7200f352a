import {
  entityOf,
  keyFields,
  rows,
  type EntitySpec,
  type FieldSpec,
  type HomeSpec,
  type RequiredSpec,
  type TypeSpec,
  type World,
} from './world.js';

/** An object of a world as resolvers get it. */
export interface Thing {
  readonly __typename: string;
  /** What its values are made of. */
  readonly seed: string;
  /** Row of an entity. */
  readonly row?: number;
  /** What the gateway told a subgraph of it. */
  readonly given?: Readonly<Record<string, unknown>>;
}

/** Who asks for a value: a subgraph, or the monolith, which is none. */
export type Asker = string | undefined;

/** The value of a field of a root or an entity. Throws for rows that fail. */
export function fieldValue(
  world: World,
  asker: Asker,
  parent: Thing,
  field: FieldSpec,
  n: number | null | undefined,
): unknown {
  if (field.fails !== undefined && (parent.row ?? 0) % 3 === field.fails)
    throw new Error(`${field.name} fails`);
  if (asker !== undefined && asker === field.override?.from && !field.override.progressive)
    throw new Error(`${field.name} is overridden`);
  const inputs = (field.requires ?? []).map((required) => inputValue(world, asker, parent, required));
  const seed = `${parent.seed}.${field.name}(${String(n)})${JSON.stringify(inputs)}`;
  return typedValue(world, field.type, seed, field.home);
}

/** A value of a type made of a seed; a required one is never null. */
function typedValue(world: World, type: TypeSpec, seed: string, home: string): unknown {
  if (!type.required && hash(`${seed}?`) % 6 === 0) return null;
  if (!type.list) return element(world, type, seed, home);
  return Array.from({ length: hash(`${seed}#`) % 4 }, (_, at) =>
    !type.elementsRequired && hash(`${seed}?${at}`) % 6 === 0
      ? null
      : element(world, type, `${seed}[${at}]`, home),
  );
}

function element(world: World, { kind, name }: TypeSpec, seed: string, home: string): unknown {
  if (kind === 'leaf') return leaf(name, seed);
  if (kind === 'value') return { __typename: name, seed };
  if (kind === 'entity') return entityRow(name, hash(seed) % rows);
  const isObject = kind === 'thing' && world.thing?.objectIn === home;
  const members = world.entities.filter(
    (entity) =>
      (kind === 'thing' ? entity.isThing : entity.inUnion) &&
      (isObject || entity.homes.some(({ subgraph }) => subgraph === home)),
  );
  const chosen = members[hash(`${seed}!`) % members.length];
  if (!chosen) throw new Error(`${home} has no ${name}.`);
  return entityRow(chosen.name, hash(seed) % rows);
}

/** A leaf of a value type. */
export function leafOfValue(parent: Thing, field: string, type: TypeSpec): unknown {
  const seed = `${parent.seed}.${field}`;
  return !type.required && hash(`${seed}?`) % 6 === 0 ? null : leaf(type.name, seed);
}

function leaf(name: string, seed: string): unknown {
  const number = hash(seed);
  switch (name) {
    case 'Int':
      return number % 5;
    case 'Float':
      return (number % 8) / 4;
    case 'Boolean':
      return number % 2 === 0;
    case 'Color':
      return ['RED', 'GREEN', 'BLUE'][number % 3];
    default:
      return number % 7 === 0 ? '' : `v${number % 1000}`;
  }
}

/** One row of an entity. */
export function entityRow(name: string, row: number): Thing {
  return { __typename: name, seed: `${name}-${row}`, row };
}

/** The value of a key's field. */
export function keyValue({ __typename, row = 0 }: Thing, field: string): unknown {
  if (field === 'id') return `${__typename}-${row}`;
  if (field === 'code') return `c${row}`;
  if (field === 'region') return row % 2;
  return { __typename: 'Tag', seed: `t${row}` };
}

/** The entity of a representation, by the first key that may be resolved there. Throws when there is none. */
export function resolveRow(
  entity: EntitySpec,
  home: HomeSpec,
  given: Readonly<Record<string, unknown>>,
): Thing {
  const usable = home.keys.filter(
    ({ set, resolvable }) => resolvable && keyFields[set].every((name) => given[name] != null),
  );
  const [key] = usable;
  if (!key) throw new Error(`${home.subgraph} cannot resolve ${JSON.stringify(given)}`);
  const found = Array.from({ length: rows }, (_, row) => entityRow(entity.name, row)).find((thing) =>
    keyFields[key.set].every((name) => sameKey(keyValue(thing, name), given[name])),
  );
  if (!found) throw new Error(`${home.subgraph} has no ${JSON.stringify(given)}`);
  return { ...found, given };
}

function sameKey(value: unknown, given: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === given;
  return (value as Thing).seed === (given as { readonly slug?: string }).slug;
}

/** What a field is worked out from: of a subgraph what it was told, of the monolith what it knows itself. */
function inputValue(world: World, asker: Asker, parent: Thing, { field, n, below }: RequiredSpec): unknown {
  const entity = entityOf(world, parent.__typename);
  const spec = entity.fields.find(({ name }) => name === field);
  if (!spec) throw new Error(`${entity.name} has no ${field}.`);
  if (asker !== undefined && asker !== spec.home) {
    if (!parent.given || !(field in parent.given)) throw new Error(`${asker} was not told ${field}`);
    return narrowed(parent.given[field], below);
  }
  const argument = spec.argument ? (n ?? 1) : undefined;
  return told(world, fieldValue(world, undefined, parent, spec, argument), below);
}

/** Of what was told the part that is required. */
function narrowed(value: unknown, below: readonly string[] | undefined): unknown {
  if (!below || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((part: unknown) => narrowed(part, below));
  return Object.fromEntries(below.map((name) => [name, (value as Record<string, unknown>)[name]]));
}

/** A value as it is told to a subgraph. */
function told(world: World, value: unknown, below: readonly string[] | undefined): unknown {
  if (!below || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((part: unknown) => told(world, part, below));
  const thing = value as Thing;
  const type = world.values.find(({ name }) => name === thing.__typename);
  return Object.fromEntries(
    below.map((name) => {
      const field = type?.fields.find((known) => known.name === name);
      if (!field) throw new Error(`${thing.__typename} has no ${name}.`);
      return [name, leafOfValue(thing, name, field.type)];
    }),
  );
}

/** FNV-1a, stirred so that low bits are even. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  return (value ^ (value >>> 13)) >>> 0;
}
