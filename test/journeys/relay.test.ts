import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import {
  getNamedType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import type { GraphQLField, GraphQLObjectType, GraphQLOutputType } from 'graphql';
import { apiSchemaOf } from '../../gateway/federation/federation.js';
import { openFurnishedProduct, type FurnishedProduct } from '../support/furnished-product.js';
import { ask, askWell } from '../support/graph-client.js';
import { readSource } from '../support/source-tree.js';

const schema = apiSchemaOf(readSource('schema/supergraph.graphql'));
const query = schema.getQueryType() as GraphQLObjectType;
const nodeInterface = schema.getType('Node');
assert.ok(isInterfaceType(nodeInterface));
/** What a product without far sides has none of: tenants are a real cloud's, and test/compute meets them. */
const absent = ['CloudTenant'];
const nodeTypes = schema.getPossibleTypes(nodeInterface);
const presentTypes = nodeTypes.filter(({ name }) => !absent.includes(name));

/** How many objects deep it is looked for things below those that the root fields list. */
const levels = 1;

type Field = GraphQLField<unknown, unknown>;

/** A connection of the schema: the field, and the type that has it. */
interface ConnectionField {
  readonly owner: GraphQLObjectType;
  readonly field: Field;
}

const connections = Object.values(schema.getTypeMap())
  .filter(isObjectType)
  .flatMap((owner) =>
    fieldsOf(owner)
      .filter(isConnection)
      .map((field): ConnectionField => ({ owner, field })),
  );

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: unknown }[];
  readonly nodes: readonly unknown[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
}

suite('a client by the Relay specifications', () => {
  let product: FurnishedProduct;
  /** Global ids by type: what the product holds. */
  let found: ReadonlyMap<string, readonly string[]>;
  const close: (() => Promise<void>)[] = [];
  before(async () => {
    product = await openFurnishedProduct({ after: (work) => void close.unshift(work) });
    found = await everything(product);
  });
  after(async () => {
    for (const work of close) await work();
  });

  test('meets every type of Node', () => {
    const missing = presentTypes.map(({ name }) => name).filter((name) => !found.has(name));

    assert.deepEqual(missing, []);
  });

  for (const { name } of presentTypes)
    test(`gets a ${name} again by node(id) and nodes(ids)`, async () => {
      const ids = [...(found.get(name) ?? [])].slice(0, 3).reverse();

      const { node, nodes } = await askWell<{ node: unknown; nodes: unknown }>(
        product,
        'query ($id: ID!, $ids: [ID!]!) { node(id: $id) { __typename id } nodes(ids: $ids) { __typename id } }',
        { id: ids[0], ids },
      );

      assert.ok(ids.length > 0, 'there is one');
      assert.deepEqual(node, { __typename: name, id: ids[0] });
      assert.deepEqual(
        nodes,
        ids.map((id) => ({ __typename: name, id })),
      );
    });

  test('gets null for an id of nothing, and the others all the same', async () => {
    const id = Buffer.from('Cloud:default').toString('base64url');
    const gone = Buffer.from('Cloud:nowhere').toString('base64url');

    const { node, nodes } = await askWell<{ node: unknown; nodes: unknown }>(
      product,
      'query ($gone: ID!, $ids: [ID!]!) { node(id: $gone) { id ...C } nodes(ids: $ids) { id ...C } } fragment C on Cloud { name }',
      { gone, ids: [gone, id] },
    );

    assert.equal(node, null);
    assert.deepEqual(nodes, [null, { id, name: 'default' }]);
  });

  test('gets null for an id of nothing of any type, though only the id is asked for', async () => {
    for (const key of ['nowhere/nothing', '00000000-0000-4000-8000-000000000000', '987654321']) {
      const ids = nodeTypes.map(({ name }) => Buffer.from(`${name}:${key}`).toString('base64url'));

      const { nodes } = await askWell<{ nodes: unknown }>(
        product,
        'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
        { ids },
      );
      const single = await Promise.all(
        ids.map((id) =>
          askWell<{ node: unknown }>(product, 'query ($id: ID!) { node(id: $id) { id } }', { id }),
        ),
      );

      const nulls = ids.map(() => null);
      assert.deepEqual([nodes, single.map(({ node }) => node)], [nulls, nulls]);
    }
  });

  for (const { owner, field } of connections)
    test(`pages ${owner.name}.${field.name} from both ends`, async (t) => {
      const parentType = owner === query ? holderOf(field)?.type : owner.name;
      const parents = parentType === undefined ? [undefined] : (found.get(parentType) ?? []).slice(0, 5);
      assert.ok(parents.length > 0, `there is a ${parentType}`);
      let most = 0;
      for (const parent of parents) {
        const read = (args: string): Promise<Page> => pageOf(product, { owner, field }, parent, args);
        most = Math.max(most, await assertPages(read));
      }
      t.diagnostic(`${most} items`);
    });

  test('is refused a page beyond what is allowed, and one from both ends at once', async () => {
    for (const args of [
      'first: 1001',
      'first: -1',
      'last: -1',
      'first: 1, last: 1',
      'first: 1, after: "?"',
    ]) {
      const { data, errors } = await ask<Record<string, unknown>>(
        product,
        `{ tasks(${args}) { nodes { id } } }`,
      );

      assert.equal(data?.['tasks'] ?? null, null, args);
      assert.equal(errors[0]?.extensions?.['code'], 'BAD_USER_INPUT', args);
    }
  });
});

/** Reads a connection forward and backward by one and whole; gives the number of its items. */
async function assertPages(read: (args: string) => Promise<Page>): Promise<number> {
  const whole = await read('first: 1000');
  const cursors = whole.edges.map(({ cursor }) => cursor);
  assert.deepEqual(
    whole.edges.map(({ node }) => node),
    whole.nodes,
  );
  assert.equal(whole.totalCount, whole.nodes.length);
  assert.equal(new Set(cursors).size, cursors.length);
  assert.deepEqual(whole.pageInfo, {
    hasNextPage: false,
    hasPreviousPage: false,
    startCursor: cursors[0] ?? null,
    endCursor: cursors.at(-1) ?? null,
  });
  const [first, second] = whole.edges;
  const last = whole.edges.at(-1);
  if (!first || !last) return 0;

  const head = await read('first: 1');
  const tail = await read('last: 1');
  assert.deepEqual([head.edges, tail.edges], [[first], [last]]);
  assert.deepEqual([head.totalCount, tail.totalCount], [cursors.length, cursors.length]);
  assert.equal(head.pageInfo.hasNextPage, cursors.length > 1);
  assert.equal(tail.pageInfo.hasPreviousPage, cursors.length > 1);
  if (!second) return 1;

  const next = await read(`first: 1, after: ${JSON.stringify(first.cursor)}`);
  const before = await read(`last: 1, before: ${JSON.stringify(last.cursor)}`);
  assert.deepEqual([next.edges, before.edges], [[second], [whole.edges.at(-2)]]);
  const rest = await read(`first: 1000, after: ${JSON.stringify(first.cursor)}`);
  assert.deepEqual(rest.edges, whole.edges.slice(1));
  assert.equal(rest.pageInfo.hasNextPage, false);
  return cursors.length;
}

async function pageOf(
  product: FurnishedProduct,
  { owner, field }: ConnectionField,
  parent: string | undefined,
  args: string,
): Promise<Page> {
  const item = itemOf(field);
  const shown = isNode(item) ? '{ __typename id }' : `{ ${scalarsOf(item).join(' ')} }`;
  const holder = owner === query ? holderOf(field) : undefined;
  const inHolder = holder ? `${holder.argument}: ${JSON.stringify(parent)}, ` : '';
  const page = `page: ${field.name}(${inHolder}${args}) { edges { cursor node ${shown} } nodes ${shown}
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount }`;
  if (owner === query) return (await askWell<{ page: Page }>(product, `{ ${page} }`)).page;
  const { node } = await askWell<{ node: { page: Page } }>(
    product,
    `query ($id: ID!) { node(id: $id) { ... on ${owner.name} { ${page} } } }`,
    { id: parent },
  );
  return node.page;
}

/** Asks every list at the root for what stands in it and what hangs on that; gives the ids, by type. */
async function everything(product: FurnishedProduct): Promise<Map<string, string[]>> {
  const found = new Map<string, Set<string>>();
  const lists = fieldsOf(query).filter(
    (field) => isOpen(field) && (isConnection(field) || isListType(field.type)),
  );
  for (const field of lists) {
    const selection = selectionOf(field.type, levels);
    if (selection === undefined) continue;
    const page = field.args.some(({ name }) => name === 'first') ? '(first: 10)' : '';
    collect(await askWell(product, `{ ${field.name}${page} ${selection} }`), found);
  }
  for (const field of fieldsOf(query).filter(isConnection)) {
    const holder = holderOf(field);
    for (const id of (holder && found.get(holder.type)) ?? []) {
      const page = `${field.name}(${holder?.argument}: ${JSON.stringify(id)}, first: 10)`;
      collect(await askWell(product, `{ ${page} ${selectionOf(field.type, levels)} }`), found);
    }
  }
  return new Map([...found].map(([type, ids]) => [type, [...ids]]));
}

function collect(value: unknown, found: Map<string, Set<string>>): void {
  if (typeof value !== 'object' || value === null) return;
  const { __typename: type, id } = value as { __typename?: string; id?: string };
  if (type !== undefined && id !== undefined) {
    const ids = found.get(type) ?? new Set();
    found.set(type, ids.add(id));
  }
  for (const inner of Object.values(value)) collect(inner, found);
}

/** The objects below a type, so many levels deep; undefined for what has none. */
function selectionOf(type: GraphQLOutputType, left: number): string | undefined {
  const named = getNamedType(type);
  if (!isObjectType(named)) return undefined;
  const own = isNode(named) ? ['__typename', 'id'] : ['__typename'];
  if (named.name.endsWith('Connection')) {
    const nodes = named.getFields()['nodes'];
    return nodes && `{ nodes ${selectionOf(nodes.type, left)} }`;
  }
  if (left === 0) return `{ ${own.join(' ')} }`;
  const inner = fieldsOf(named)
    .filter(isOpen)
    .flatMap((field) => {
      const selection = selectionOf(field.type, left - 1);
      const page = field.args.some(({ name }) => name === 'first') ? '(first: 2)' : '';
      return selection === undefined ? [] : [`${field.name}${page} ${selection}`];
    });
  return `{ ${[...own, ...inner].join(' ')} }`;
}

function fieldsOf(type: GraphQLObjectType): Field[] {
  return Object.values(type.getFields());
}

/** Whether a field can be asked without an argument. */
function isOpen({ args }: Field): boolean {
  return args.every(({ type, defaultValue }) => !isNonNullType(type) || defaultValue !== undefined);
}

/** Whose list a root field gives, by the name of the id it asks for, as `webhookDeliveries(webhookId)` does. */
function holderOf(field: Field): { readonly argument: string; readonly type: string } | undefined {
  const asked = field.args.find(isRequiredArgument);
  const named = nodeTypes.find(({ name }) => `${name}Id`.toLowerCase() === asked?.name.toLowerCase());
  return asked && named && { argument: asked.name, type: named.name };
}

function isConnection({ type }: Field): boolean {
  return getNamedType(type).name.endsWith('Connection');
}

function isNode(type: GraphQLObjectType): boolean {
  return nodeTypes.includes(type);
}

function itemOf(field: Field): GraphQLObjectType {
  const connection = getNamedType(field.type) as GraphQLObjectType;
  return getNamedType(connection.getFields()['nodes']?.type) as GraphQLObjectType;
}

function scalarsOf(type: GraphQLObjectType): string[] {
  return fieldsOf(type)
    .filter((field) => isOpen(field) && !('getFields' in getNamedType(field.type)))
    .map(({ name }) => name);
}
