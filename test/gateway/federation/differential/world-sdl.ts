import {
  entityOf,
  keyFields,
  keySets,
  type EntitySpec,
  type FieldSpec,
  type RequiredSpec,
  type TypeSpec,
  type World,
} from './world.js';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external",
  "@requires", "@provides", "@shareable", "@override", "@interfaceObject", "@inaccessible", "@tag"])`;

const keyDeclarations: Readonly<Record<string, string>> = {
  id: 'id: ID!',
  code: 'code: String!',
  region: 'region: Int!',
  tag: 'tag: Tag!',
};

/** The SDL of one subgraph of a world. */
export function subgraphSdl(world: World, subgraph: string): string {
  const entities = world.entities.filter((entity) => isHome(entity, subgraph));
  const isObject = world.thing?.objectIn === subgraph;
  const parts = [
    link,
    'enum Color { RED GREEN BLUE }',
    'type Tag @shareable { slug: String! }',
    ...world.values.map(
      ({ name, fields }) =>
        `type ${name} @shareable { ${fields.map((field) => `${field.name}: ${printType(field.type)}`).join(' ')} }`,
    ),
    ...entities.map((entity) => entitySdl(world, entity, subgraph)),
    ...root(world.queries, 'Query', world, subgraph),
    ...root(world.mutations, 'Mutation', world, subgraph),
  ];
  const members = entities.filter(({ inUnion }) => inUnion).map(({ name }) => name);
  if (members.length > 0) parts.push(`union Any = ${members.join(' | ')}`);
  if (isObject) parts.push('type Thing @interfaceObject @key(fields: "id") { id: ID! views: Int }');
  else if (entities.some(({ isThing }) => isThing)) parts.push(thingSdl(world, subgraph));
  return parts.join('\n');
}

/** The same types as one schema that no federation knows of. */
export function monolithSdl(world: World): string {
  const { thing } = world;
  const label = thing ? `label${thing.labelArgument ? '(n: Int = 1)' : ''}: String` : '';
  const views = thing?.objectIn === undefined ? '' : 'views: Int';
  const parts = [
    'directive @defer(if: Boolean! = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT',
    'enum Color { RED GREEN BLUE }',
    'type Tag { slug: String! }',
    ...world.values.map(
      ({ name, fields }) =>
        `type ${name} { ${fields.map((field) => `${field.name}: ${printType(field.type)}`).join(' ')} }`,
    ),
    ...world.entities.map((entity) => {
      const keys = new Set(
        entity.homes.flatMap(({ keys: known }) => known.flatMap(({ set }) => keyFields[set])),
      );
      const fields = [...keys].map((key) => keyDeclarations[key] ?? '');
      const own = entity.fields.filter(({ inaccessible }) => !inaccessible).map(declaration);
      const common = entity.isThing ? [label, views] : [];
      return `type ${entity.name}${entity.isThing ? ' implements Thing' : ''} { ${[...fields, ...common, ...own].join(' ')} }`;
    }),
    `type Query { ${world.queries.map(declaration).join(' ')} }`,
  ];
  const members = world.entities.filter(({ inUnion }) => inUnion).map(({ name }) => name);
  if (members.length > 0) parts.push(`union Any = ${members.join(' | ')}`);
  if (thing) parts.push(`interface Thing { id: ID! ${label} ${views} }`);
  if (world.mutations.length > 0)
    parts.push(`type Mutation { ${world.mutations.map(declaration).join(' ')} }`);
  return parts.join('\n');
}

/** Whether a subgraph has an entity. */
export function isHome(entity: EntitySpec, subgraph: string): boolean {
  return entity.homes.some((home) => home.subgraph === subgraph);
}

/** The fields of the entity behind a field that its subgraph provides. */
export function providedFields(world: World, field: FieldSpec): string[] {
  if (field.type.kind !== 'entity') return [];
  const target = entityOf(world, field.type.name);
  return (field.provides ?? []).filter((name) => {
    const found = target.fields.find((candidate) => candidate.name === name);
    return (
      found?.type.kind === 'leaf' &&
      !found.argument &&
      found.fails === undefined &&
      !found.requires &&
      !found.inaccessible &&
      !found.override &&
      found.home !== field.home &&
      found.shared !== field.home
    );
  });
}

function thingSdl(world: World, subgraph: string): string {
  const { thing } = world;
  if (!thing || thing.owner !== subgraph) return 'interface Thing { id: ID! }';
  const key = thing.objectIn === undefined ? '' : '@key(fields: "id")';
  return `interface Thing ${key} { id: ID! label${thing.labelArgument ? '(n: Int = 1)' : ''}: String }`;
}

function entitySdl(world: World, entity: EntitySpec, subgraph: string): string {
  const home = entity.homes.find((known) => known.subgraph === subgraph);
  const keys = (home?.keys ?? []).map(
    ({ set, resolvable }) => `@key(fields: "${keySets[set]}"${resolvable ? '' : ', resolvable: false'})`,
  );
  const fields = new Map<string, string>();
  for (const { set } of home?.keys ?? [])
    for (const key of keyFields[set]) fields.set(key, keyDeclarations[key] ?? '');
  if (entity.isThing && world.thing?.owner === subgraph)
    fields.set('label', `label${world.thing.labelArgument ? '(n: Int = 1)' : ''}: String`);
  for (const field of entity.fields) {
    const printed = printField(world, field, subgraph);
    if (printed !== undefined) fields.set(field.name, printed);
    if (field.home !== subgraph) continue;
    for (const { field: name } of field.requires ?? []) external(entity, name, fields);
  }
  for (const name of providedHere(world, entity, subgraph)) external(entity, name, fields);
  const implemented = entity.isThing ? 'implements Thing' : '';
  return `type ${entity.name} ${implemented} ${keys.join(' ')} { ${[...fields.values()].join(' ')} }`;
}

function external(entity: EntitySpec, name: string, fields: Map<string, string>): void {
  const field = entity.fields.find((known) => known.name === name);
  if (field && !fields.has(name)) fields.set(name, `${declaration(field)} @external`);
}

/** Fields of an entity that some other field of the subgraph provides. */
function providedHere(world: World, entity: EntitySpec, subgraph: string): string[] {
  const all = [...world.queries, ...world.mutations, ...world.entities.flatMap(({ fields }) => fields)];
  return all
    .filter(({ home, type }) => home === subgraph && type.name === entity.name)
    .flatMap((field) => providedFields(world, field));
}

function root(fields: readonly FieldSpec[], name: string, world: World, subgraph: string): string[] {
  const printed = fields
    .map((field) => printField(world, field, subgraph))
    .filter((text) => text !== undefined);
  return printed.length > 0 ? [`type ${name} { ${printed.join(' ')} }`] : [];
}

/** A field as the subgraph declares it, undefined where it does not have it. */
function printField(world: World, field: FieldSpec, subgraph: string): string | undefined {
  const isOwn = field.home === subgraph;
  if (!isOwn && field.shared !== subgraph && field.override?.from !== subgraph) return undefined;
  const provided = isOwn ? providedFields(world, field) : [];
  const directives = [
    field.shared === undefined ? '' : '@shareable',
    field.inaccessible && isOwn ? '@inaccessible' : '',
    isOwn && field.requires ? `@requires(fields: "${field.requires.map(printRequired).join(' ')}")` : '',
    isOwn && field.override
      ? `@override(from: "${field.override.from}"${field.override.progressive ? ', label: "percent(50)"' : ''})`
      : '',
    provided.length > 0 ? `@provides(fields: "${provided.join(' ')}")` : '',
  ];
  return `${declaration(field)} ${directives.join(' ')}`;
}

function declaration({ name, argument, type }: FieldSpec): string {
  return `${name}${argument ? '(n: Int = 1)' : ''}: ${printType(type)}`;
}

function printRequired({ field, n, below }: RequiredSpec): string {
  return `${field}${n === undefined ? '' : `(n: ${n})`}${below ? ` { ${below.join(' ')} }` : ''}`;
}

function printType({ name, required, list, elementsRequired }: TypeSpec): string {
  const inner = list ? `[${name}${elementsRequired ? '!' : ''}]` : name;
  return `${inner}${required ? '!' : ''}`;
}
