/** A generated federated world: types, which subgraph has what, and by seeds every value. Plain data, so it can be kept. */
export interface World {
  readonly subgraphs: readonly string[];
  readonly entities: readonly EntitySpec[];
  readonly values: readonly ValueSpec[];
  readonly queries: readonly FieldSpec[];
  readonly mutations: readonly FieldSpec[];
  /** The interface `Thing` of some entities, when there is one. */
  readonly thing?: ThingSpec;
}

/** An entity: a type with keys that several subgraphs contribute to. */
export interface EntitySpec {
  readonly name: string;
  readonly homes: readonly HomeSpec[];
  readonly fields: readonly FieldSpec[];
  /** Whether it implements `Thing`, and whether it is a member of the union `Any`. */
  readonly isThing: boolean;
  readonly inUnion: boolean;
}

/** The ways to name an entity. */
export const keySets = {
  id: 'id',
  code: 'code',
  pair: 'code region',
  nested: 'tag { slug }',
} as const;
export type KeySet = keyof typeof keySets;

/** What a subgraph knows an entity by. */
export interface HomeSpec {
  readonly subgraph: string;
  readonly keys: readonly { readonly set: KeySet; readonly resolvable: boolean }[];
}

/** A type without keys, the same in all subgraphs. */
export interface ValueSpec {
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly type: TypeSpec }[];
}

/** A type of a field with its lists and non-nulls. */
export interface TypeSpec {
  readonly name: string;
  readonly kind: 'leaf' | 'entity' | 'value' | 'thing' | 'union';
  readonly required: boolean;
  readonly list: boolean;
  readonly elementsRequired: boolean;
}

/** A field of an entity or of a root. */
export interface FieldSpec {
  readonly name: string;
  readonly type: TypeSpec;
  readonly home: string;
  /** Another subgraph that resolves it too. */
  readonly shared?: string;
  /** Another subgraph that resolved it before, by share (`percent(50)`) or not at all. */
  readonly override?: { readonly from: string; readonly progressive: boolean };
  /** Whether it takes `n: Int = 1`. */
  readonly argument: boolean;
  /** Throws for rows that are this modulo 3. */
  readonly fails?: number;
  readonly inaccessible?: boolean;
  readonly requires?: readonly RequiredSpec[];
  /** Fields of the entity behind it that its own subgraph gives too. */
  readonly provides?: readonly string[];
}

/** A required field: with an argument, or of an object some fields below it. */
export interface RequiredSpec {
  readonly field: string;
  readonly n?: number;
  readonly below?: readonly string[];
}

/** The interface of some entities. */
export interface ThingSpec {
  /** The subgraph that knows all of its entities, and their `label`. */
  readonly owner: string;
  readonly labelArgument: boolean;
  /** The subgraph that adds `views` to all of them by an interface object. */
  readonly objectIn?: string;
}

/** The fields of an entity's key. */
export const keyFields: Readonly<Record<KeySet, readonly string[]>> = {
  id: ['id'],
  code: ['code'],
  pair: ['code', 'region'],
  nested: ['tag'],
};

/** How many rows each entity has. */
export const rows = 4;

/** The entity of a name. */
export function entityOf(world: World, name: string): EntitySpec {
  const found = world.entities.find((entity) => entity.name === name);
  if (!found) throw new Error(`There is no entity ${name}.`);
  return found;
}
