import 'reflect-metadata';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  Kind,
  parse,
  visit,
  type DocumentNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { Query, Resolver, Subscription } from 'type-graphql';
import { emittedFiles } from '../../bin/commands/emit.js';
import { projectRoot } from '../../bin/project.js';
import { apiSchemaOf } from '../../gateway/federation/federation.js';
import { outdatedFiles } from '../../schema/emit.js';
import { Access } from '../../subgraphs/kernel/subgraph/access.js';
import { federatedGraph } from '../../subgraphs/kernel/subgraph/federated-schema.js';
import { subgraphNames } from '../../subgraphs/main.js';

const schema = apiSchemaOf(await readSchema('supergraph'));
const subgraphs = new Map<string, DocumentNode>();
for (const name of subgraphNames) subgraphs.set(name, parse(await readSchema(name)));

const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
const objects = types.filter(isObjectType);
const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter(
  isObjectType,
);

const describable = new Set<string>([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
  Kind.FIELD_DEFINITION,
  Kind.INPUT_VALUE_DEFINITION,
  Kind.ENUM_VALUE_DEFINITION,
]);

@Resolver()
class SilentResolver {
  @Access('viewer')
  @Subscription(() => String, { nullable: true, description: 'Tells.', topics: 'told' })
  told(): string {
    return 'told';
  }
}

@Resolver()
class RuledResolver {
  @Access('viewer')
  @Query(() => String, { nullable: true, description: 'Reads under a rule.' })
  ruled(): string {
    return 'ruled';
  }
}

@Resolver()
class BareResolver {
  @Query(() => String, { nullable: true, description: 'Reads without a rule.' })
  bare(): string {
    return 'bare';
  }
}

suite('the published schema', () => {
  test('is what the code says, with every other generated file', async () => {
    assert.deepEqual(await outdatedFiles(projectRoot, await emittedFiles()), []);
  });

  test('describes every directive with its arguments', () => {
    const bare = schema
      .getDirectives()
      .flatMap(({ name, description, args }) => [
        ...(description ? [] : [`@${name}`]),
        ...undescribed(`@${name}`, args),
      ]);

    assert.deepEqual(bare, []);
  });

  test('describes every type, field, argument, input field and enum value', () => {
    const bare = types.flatMap((type) => {
      const own = type.description || isSpecifiedScalarType(type) ? [] : [type.name];
      if (isEnumType(type)) return [...own, ...undescribed(type.name, type.getValues())];
      if (isInputObjectType(type))
        return [...own, ...undescribed(type.name, Object.values(type.getFields()))];
      if (!isObjectType(type) && !isInterfaceType(type)) return own;
      const fields = Object.values(type.getFields());
      const args = fields.flatMap((field) => undescribed(`${type.name}.${field.name}`, field.args));
      return [...own, ...undescribed(type.name, fields), ...args];
    });

    assert.deepEqual(bare, []);
  });

  for (const [name, document] of subgraphs)
    test(`describes everything in the part of ${name} alone, too`, () => {
      const bare: string[] = [];

      visit(document, {
        enter(node) {
          if (describable.has(node.kind) && !('description' in node && node.description))
            bare.push(`${node.kind} ${'name' in node && node.name ? node.name.value : ''}`);
        },
      });

      assert.deepEqual(bare, []);
    });

  test('has only root fields that may be null, so that a dead subgraph costs its own part alone', () => {
    const demanding = roots.flatMap((root) => namesOf(root, fieldsOf(root).filter(isDemanding)));

    assert.deepEqual(demanding, []);
  });

  test('lets a subgraph add to an entity of another one only what may be null', () => {
    const foreign = [...subgraphs].flatMap(([, document]) =>
      entitiesIn(document).filter((type) => !isOwner(type)),
    );

    const demanding = foreign.flatMap(({ name, fields = [] }) =>
      fields
        .filter((field) => !has(field, 'external') && field.type.kind === Kind.NON_NULL_TYPE)
        .map((field) => `${name.value}.${field.name.value}`)
        .filter((field) => !/\.(id|guid|uuid)$/.test(field)),
    );

    assert.deepEqual(demanding, []);
  });

  test('has every entity as a Node that node(id) knows', () => {
    const node = schema.getType('Node');
    assert.ok(isInterfaceType(node));
    const nodes = schema.getPossibleTypes(node).map(({ name }) => name);
    const entities = new Set([...subgraphs.values()].flatMap(entitiesIn).map(({ name }) => name.value));
    const known = entitiesIn(subgraphs.get('core')).map(({ name }) => name.value);

    assert.deepEqual([...entities].sort(), nodes.toSorted());
    assert.deepEqual(known.sort(), nodes.toSorted());
  });

  test('has one owner of every entity', () => {
    const owners = [...subgraphs.values()].flatMap((document) => entitiesIn(document).filter(isOwner));

    assert.equal(new Set(owners.map(({ name }) => name.value)).size, owners.length);
  });

  test('pages every connection in the same way', () => {
    const paging = ['first', 'after', 'last', 'before', 'offset'];
    const connections = objects.flatMap((type) =>
      fieldsOf(type)
        .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
        .map((field) => ({ name: `${type.name}.${field.name}`, args: field.args.map(({ name }) => name) })),
    );

    const wrong = connections.filter(({ args }) => paging.some((name) => !args.includes(name)));

    assert.ok(connections.length > 0);
    assert.deepEqual(wrong, []);
  });

  test('narrows and orders every connection', () => {
    const wrong = objects.flatMap((type) =>
      fieldsOf(type)
        .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
        .filter(({ args }) => ['filter', 'orderBy'].some((name) => !args.some((arg) => arg.name === name)))
        .map((field) => `${type.name}.${field.name}`),
    );

    assert.deepEqual(wrong, []);
  });

  test('gives every connection edges, nodes, page information and a count', () => {
    const wrong = objects
      .filter(({ name }) => name.endsWith('Connection'))
      .filter(
        (type) =>
          fieldsOf(type)
            .map(({ name }) => name)
            .sort()
            .join(' ') !== 'edges nodes pageInfo totalCount',
      );

    assert.deepEqual(wrong, []);
  });

  test('takes one input in every mutation and answers with an object', () => {
    const mutations = fieldsOf(schema.getMutationType());

    const wrong = mutations.filter(
      ({ args, type }) =>
        !isObjectType(getNamedType(type)) ||
        args.length > 1 ||
        args.some((arg) => arg.name !== 'input' || !isNonNullType(arg.type)),
    );

    assert.deepEqual(
      wrong.map(({ name }) => name),
      [],
    );
  });

  test('tells in every mutation that gives tasks from where to watch them', () => {
    const giving = fieldsOf(schema.getMutationType()).filter(({ type }) =>
      membersOf(type).some((member) => getNamedType(member.type).name === 'Task'),
    );

    const silent = giving.filter(
      ({ type }) => !membersOf(type).some((member) => getNamedType(member.type).name === 'EventCursor'),
    );

    assert.ok(giving.length > 15, `${giving.length} mutations`);
    assert.deepEqual(
      silent.map(({ name }) => name),
      [],
    );
  });

  test('continues every subscription after a cursor, which every event carries', () => {
    const wrong = fieldsOf(schema.getSubscriptionType()).filter(({ args, type }) => {
      const event = getNamedType(type);
      const after = args.find(({ name }) => name === 'after');
      return String(after?.type) !== 'EventCursor' || !isObjectType(event) || !event.getFields()['cursor'];
    });

    assert.deepEqual(
      wrong.map(({ name }) => name),
      [],
    );
  });
});

suite('a root field', () => {
  test('builds when it states who may use it', () => {
    const built = federatedGraph({ name: 'sample', resolvers: [new RuledResolver()], references: {} });

    assert.ok(built.schema.getQueryType()?.getFields()['ruled']);
  });

  test('does not build without a rule, and is named', () => {
    const build = (): unknown =>
      federatedGraph({ name: 'sample', resolvers: [new BareResolver()], references: {} });

    assert.throws(build, /without an access rule: BareResolver\.bare\b.*@Access/);
  });
});

suite('a subscription', () => {
  test('does not build without a promise of delivery, and is named', () => {
    const build = (): unknown =>
      federatedGraph({
        name: 'sample',
        resolvers: [new RuledResolver(), new SilentResolver()],
        references: {},
      });

    assert.throws(build, /promise nothing: told\b.*@EveryEvent/);
  });
});

function readSchema(name: string): Promise<string> {
  return readFile(join(projectRoot, 'schema', `${name}.graphql`), 'utf8');
}

interface Described {
  readonly name: string;
  readonly description?: string | null | undefined;
}

function undescribed(owner: string, parts: readonly Described[]): string[] {
  return parts.filter(({ description }) => !description).map(({ name }) => `${owner}.${name}`);
}

function fieldsOf(type: GraphQLObjectType | null | undefined): GraphQLField<unknown, unknown>[] {
  assert.ok(type);
  return Object.values(type.getFields());
}

function membersOf(type: GraphQLOutputType): GraphQLField<unknown, unknown>[] {
  const named = getNamedType(type);
  return isObjectType(named) ? fieldsOf(named) : [];
}

function namesOf(type: GraphQLObjectType, fields: readonly { readonly name: string }[]): string[] {
  return fields.map(({ name }) => `${type.name}.${name}`);
}

function isDemanding(field: GraphQLField<unknown, unknown>): boolean {
  return isNonNullType(field.type);
}

/** Types with a key: those a subgraph owns, and stubs of others' that it adds to or names. */
function entitiesIn(document: DocumentNode | undefined): ObjectTypeDefinitionNode[] {
  return (document?.definitions ?? []).filter(
    (definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION && has(definition, 'key'),
  ) as ObjectTypeDefinitionNode[];
}

/** An owner publishes its entity as a Node and finds it by key; a stub does at most one of both. */
function isOwner({ interfaces = [], directives = [] }: ObjectTypeDefinitionNode): boolean {
  const resolvable = directives.some(
    (directive) =>
      directive.name.value === 'key' &&
      !directive.arguments?.some(
        ({ name, value }) => name.value === 'resolvable' && 'value' in value && !value.value,
      ),
  );
  return resolvable && interfaces.some(({ name }) => name.value === 'Node');
}

function has(node: { readonly directives?: ObjectTypeDefinitionNode['directives'] }, name: string): boolean {
  return node.directives?.some((directive) => directive.name.value === name) ?? false;
}
