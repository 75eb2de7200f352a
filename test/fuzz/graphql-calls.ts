import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Supergraph } from '@apollo/federation-internals';
import fc from 'fast-check';
import type { GraphQLField, GraphQLSchema } from 'graphql';
import { projectRoot } from '../../bin/project.js';
import type { FuzzCall, Sender } from './graphql-fuzzer.js';
import { inputOf } from './graphql-inputs.js';
import { operationOf } from './graphql-operations.js';

/** Words that mean something to the graph: names, keys and ids of what is there from the start. */
const words = [
  ...['default', 'fake_driver', '1', '2', '3', 'dummy-1', 'dummy-2', 'ann', 'vault', 'orders', 'db1.example.org', 'core:read'],
  ...['Q29tcHV0ZU5vZGU6ZGVmYXVsdC8x', 'Q2xvdWQ6ZGVmYXVsdA', 'VGFzazox', '9b2d6d5e-0c1f-4a7e-8a55-3f0c1f2d4e5a', 'hostname', '_all'],
  ...['ComputeNode', 'compute.node.start', 'a long enough password', '{"container":"vault","host_name":"db1","backup_name":"o","timestamp":1,"level":0}'],
];

/** The schema clients see. */
export function publicSchema(): GraphQLSchema {
  const sdl = readFileSync(join(projectRoot, 'schema', 'supergraph.graphql'), 'utf8');
  return Supergraph.build(sdl).apiSchema().toGraphQLJSSchema();
}

/** The root fields of queries or mutations. */
export function rootFields(kind: 'query' | 'mutation'): readonly GraphQLField<unknown, unknown>[] {
  const schema = publicSchema();
  const type = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  return Object.values(type?.getFields() ?? {}) as GraphQLField<unknown, unknown>[];
}

/** Calls of one root field by all kinds of people. */
export function callsOf(
  kind: 'query' | 'mutation',
  field: GraphQLField<unknown, unknown>,
): fc.Arbitrary<FuzzCall> {
  const { text, variables } = operationOf(kind, field);
  const values = Object.entries(variables).map(([name, type]) => [name, inputOf(type, words)] as const);
  return fc.record({
    sender: senders(field.name),
    query: fc.constant(text),
    variables: fc.oneof(
      { weight: 60, arbitrary: fc.record(Object.fromEntries(values), { noNullPrototype: true }) },
      { weight: 1, arbitrary: fc.constantFrom<unknown>(null, [], 'x', 1, { __proto__: null, x: 1 }) },
    ),
  });
}

/** Whoever ends his own session stays signed in for the next run, so the administrator does not log out. */
function senders(field: string): fc.Arbitrary<Sender> {
  const others = fc.constantFrom<Sender>('token', 'nobody', 'forger');
  if (field === 'logout') return others;
  return fc.oneof({ weight: 15, arbitrary: fc.constant<Sender>('administrator') }, others);
}
