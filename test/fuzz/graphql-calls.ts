import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Supergraph } from '@apollo/federation-internals';
import fc from 'fast-check';
import type { GraphQLField, GraphQLSchema } from 'graphql';
import { projectRoot } from '../../bin/project.js';
import type { FuzzCall, Sender } from './graphql-fuzzer.js';
import { InputMaker, type Manner } from './graphql-inputs.js';
import type { Known } from './graphql-known.js';
import { operationOf } from './graphql-operations.js';

/** The schema clients see. */
function publicSchema(): GraphQLSchema {
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
  known: Known,
): fc.Arbitrary<FuzzCall> {
  const { text, variables } = operationOf(kind, field);
  const values = (manner: Manner): fc.Arbitrary<unknown> => {
    const maker = new InputMaker(known, manner);
    const members = Object.entries(variables).map(([name, variable]) => [
      name,
      maker.of(variable.type, variable),
    ]);
    return fc.record(Object.fromEntries(members), { noNullPrototype: true });
  };
  return fc.record({
    sender: senders(field.name),
    query: fc.constant(text),
    variables: fc.oneof(
      { weight: 45, arbitrary: values('typed') },
      { weight: 15, arbitrary: values('loose') },
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
