import {
  buildSchema,
  execute,
  parse,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { BothEngines } from '../both-engines.js';
import { isHome, monolithSdl, subgraphSdl } from './world-sdl.js';
import {
  entityRow,
  fieldValue,
  hash,
  keyValue,
  leafOfValue,
  resolveRow,
  type Asker,
  type Thing,
} from './world-values.js';
import { rows, type EntitySpec, type FieldSpec, type World } from './world.js';

type Resolver = GraphQLFieldResolver<Thing, unknown, { n?: number | null }>;
type Resolvers = Record<string, Record<string, unknown>>;

/** A world as a federated graph and as one schema. */
export class WorldGraph {
  readonly federated: BothEngines;
  readonly monolith: GraphQLSchema;
  /** The monolith without non-nulls: every failing field an operation reaches is an error of its own there. */
  private readonly lenient: GraphQLSchema;

  /** Throws when the subgraphs do not compose. */
  constructor(world: World) {
    let drawn = 0;
    // Half of the operations go either way of a progressive override, the same half in each run.
    const random = (): number => (drawn++ % 2 === 0 ? 0.2 : 0.7);
    this.federated = new BothEngines(
      world.subgraphs.map((name) => ({
        name,
        sdl: subgraphSdl(world, name),
        resolvers: resolversOf(world, name),
      })),
      { random },
    );
    this.monolith = monolithOf(world, monolithSdl(world));
    this.lenient = monolithOf(world, monolithSdl(world).replaceAll('!', ''));
  }

  /** The answer of the monolith. */
  async expected(source: string, variables: Readonly<Record<string, unknown>>): Promise<ExecutionResult> {
    return ask(this.monolith, source, variables);
  }

  /** The paths of all errors that an operation can have, whatever nulls hide. */
  async possibleErrors(source: string, variables: Readonly<Record<string, unknown>>): Promise<Set<string>> {
    const { errors } = await ask(this.lenient, source, variables);
    return new Set((errors ?? []).map(({ path }) => JSON.stringify(path)));
  }
}

async function ask(
  schema: GraphQLSchema,
  source: string,
  variableValues: Readonly<Record<string, unknown>>,
): Promise<ExecutionResult> {
  const result = await execute({ schema, document: parse(source), variableValues });
  return JSON.parse(JSON.stringify(result)) as ExecutionResult;
}

function monolithOf(world: World, sdl: string): GraphQLSchema {
  const schema = buildSchema(sdl);
  for (const [typeName, fields] of Object.entries(resolversOf(world, undefined))) {
    const type = schema.getType(typeName);
    if (!type || !('getFields' in type)) continue;
    for (const [name, field] of Object.entries(type.getFields()))
      if (typeof fields[name] === 'function') Object.assign(field, { resolve: fields[name] });
  }
  return schema;
}

/** Resolvers of a subgraph, or of the monolith. */
function resolversOf(world: World, asker: Asker): Resolvers {
  const resolvers: Resolvers = { Tag: { slug: ({ seed }: Thing) => seed } };
  for (const { name, fields } of world.values)
    resolvers[name] = Object.fromEntries(
      fields.map((field) => [field.name, (parent: Thing) => leafOfValue(parent, field.name, field.type)]),
    );
  for (const entity of world.entities)
    if (asker === undefined || isHome(entity, asker))
      resolvers[entity.name] = entityResolvers(world, entity, asker);
  resolvers['Query'] = fieldResolvers(world, world.queries, asker, 'Query');
  resolvers['Mutation'] = fieldResolvers(world, world.mutations, asker, 'Mutation');
  const { thing } = world;
  if (thing && asker !== undefined)
    resolvers['Thing'] =
      thing.objectIn === asker
        ? { id: ({ seed }: Thing) => seed, views: viewsOf, __resolveReference: thingOf }
        : {
            __resolveType: ({ __typename }: Thing) => __typename,
            ...(thing.owner === asker ? { __resolveReference: thingOf } : {}),
          };
  return onlyDeclared(resolvers, world, asker);
}

function entityResolvers(world: World, entity: EntitySpec, asker: Asker): Record<string, unknown> {
  const home = entity.homes.find(({ subgraph }) => subgraph === asker);
  return {
    ...Object.fromEntries(
      ['id', 'code', 'region', 'tag'].map((key) => [key, (parent: Thing) => keyValue(parent, key)]),
    ),
    ...fieldResolvers(world, entity.fields, asker),
    label: ({ seed }: Thing, { n }: { n?: number | null }) =>
      hash(`${seed}?`) % 6 === 0 ? null : `${seed} ${world.thing?.labelArgument ? String(n) : ''}`,
    views: viewsOf,
    ...(home
      ? { __resolveReference: (given: Record<string, unknown>) => resolveRow(entity, home, given) }
      : {}),
  };
}

function fieldResolvers(
  world: World,
  fields: readonly FieldSpec[],
  asker: Asker,
  root?: string,
): Record<string, Resolver> {
  return Object.fromEntries(
    fields.map((field): [string, Resolver] => [
      field.name,
      (parent, { n }) => {
        const value = fieldValue(
          world,
          asker,
          root === undefined ? parent : { __typename: root, seed: root },
          field,
          n,
        );
        return asker !== undefined && asker === world.thing?.objectIn
          ? asInterfaceObjects(value, field)
          : value;
      },
    ]),
  );
}

/** The subgraph of an interface object knows what is behind it by its id alone. */
function asInterfaceObjects(value: unknown, field: FieldSpec): unknown {
  if (field.type.kind !== 'thing') return value;
  const one = (thing: unknown): unknown =>
    thing === null ? null : { ...(thing as Thing), __typename: 'Thing' };
  return Array.isArray(value) ? value.map(one) : one(value);
}

const viewsOf = ({ seed }: Thing): number | null => (hash(`${seed}v`) % 5 === 0 ? null : hash(seed) % 9);

/** A `Thing` by its id, which holds the name of its entity; what else was told of it is handed on. */
function thingOf(given: Readonly<Record<string, unknown>>): Thing {
  const [name = '', row = ''] = String(given['id']).split('-');
  if (name === '' || !(Number(row) < rows)) throw new Error(`There is no thing ${String(given['id'])}`);
  return { ...entityRow(name, Number(row)), given };
}

/** `buildSubgraphSchema` refuses resolvers of fields that the subgraph does not declare. */
function onlyDeclared(resolvers: Resolvers, world: World, asker: Asker): Resolvers {
  if (asker === undefined) return resolvers;
  const schema = buildSchema(withoutFederation(subgraphSdl(world, asker)), { assumeValidSDL: true });
  return Object.fromEntries(
    Object.entries(resolvers).flatMap(([typeName, fields]) => {
      const type = schema.getType(typeName);
      if (!type || !('getFields' in type)) return [];
      const declared = type.getFields();
      const kept = Object.entries(fields).filter(([name]) => name.startsWith('__') || name in declared);
      return [[typeName, Object.fromEntries(kept)]];
    }),
  );
}

function withoutFederation(sdl: string): string {
  return sdl.slice(sdl.indexOf('enum Color'));
}
