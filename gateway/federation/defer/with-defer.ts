import type { Schema } from '@apollo/federation-internals';
import type { GraphQLSchema } from 'graphql';

const description =
  'The part may come after the rest of the answer, for clients that accept multipart/mixed; deferSpec=20220824.';

const args: Readonly<Record<string, string>> = {
  label: 'Comes back with the part, to tell it from others. A constant, unique in its operation.',
  if: 'Whether the part is deferred at all.',
};

/** The API schema for graphql-js, with `@defer`, which the library defines without a word. */
export function withDefer(api: Schema): GraphQLSchema {
  const schema = api.toGraphQLJSSchema({ includeDefer: true });
  const defer = schema.getDirective('defer');
  if (!defer) throw new Error('The library defines no @defer.');
  defer.description = description;
  for (const arg of defer.args) arg.description = args[arg.name];
  return schema;
}
