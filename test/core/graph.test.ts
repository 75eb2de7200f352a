import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
  type GraphQLSchema,
} from 'graphql';
import { composeSupergraph } from '../../schema/compose.js';
import { coreGraph } from '../../subgraphs/core/subgraph.js';
import { federatedGraph } from '../../subgraphs/kernel/subgraph/federated-schema.js';

const { sdl, schema } = federatedGraph(coreGraph(undefined as never));

function undescribed(graph: GraphQLSchema): string[] {
  const bare: string[] = [];
  const check = (name: string, description: string | null | undefined): void =>
    void (description ? 0 : bare.push(name));
  const roots = ['Query', 'Mutation', 'Subscription'];
  for (const type of Object.values(graph.getTypeMap())) {
    if (
      type.name.includes('__') ||
      type.name.startsWith('_') ||
      isSpecifiedScalarType(type) ||
      type.astNode === undefined
    )
      continue;
    if (!roots.includes(type.name)) check(type.name, type.description);
    if (isEnumType(type))
      for (const value of type.getValues()) check(`${type.name}.${value.name}`, value.description);
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields()))
        check(`${type.name}.${field.name}`, field.description);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.name.startsWith('_')) continue;
      check(`${type.name}.${field.name}`, field.description);
      for (const arg of field.args) check(`${type.name}.${field.name}(${arg.name})`, arg.description);
    }
  }
  return bare;
}

describe("core's graph", () => {
  it('describes every type, field, argument and enum value', () => {
    assert.deepEqual(undescribed(schema), []);
  });

  it('has nullable root fields only', () => {
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];

    const strict = roots
      .flatMap((type) => Object.values(type?.getFields() ?? {}))
      .filter((field) => !field.name.startsWith('_') && isNonNullType(field.type));

    assert.deepEqual(
      strict.map((field) => field.name),
      [],
    );
  });

  it('composes, and keeps server columns inside', () => {
    const supergraph = composeSupergraph([{ name: 'core', sdl }]);

    assert.ok(parse(supergraph).definitions.length > 50);
    assert.doesNotMatch(sdl, /passwordHash|checkpoint|\bhash\b/i);
  });

  it('offers the stubs of the other subgraphs without resolving them', () => {
    for (const type of [
      'Cloud',
      'ComputeNode',
      'Image',
      'Size',
      'Assignment',
      'BackupRecord',
      'BackupClient',
    ]) {
      assert.match(sdl, new RegExp(`type ${type} implements Node @key\\(fields: "id", resolvable: false\\)`));
    }
    assert.match(sdl, /type Task implements Node @key\(fields: "id"\) @key\(fields: "guid"\)/);
  });
});
