import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/** Place in a subgraph's event log; clients keep it as it is. */
export const EventCursor = new GraphQLScalarType<string, string>({
  name: 'EventCursor',
  description:
    'An opaque place in the log of changes. Pass the cursor of the last event you saw as "after" to continue exactly behind it.',
  serialize: toCursor,
  parseValue: toCursor,
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING) return node.value;
    throw new GraphQLError('EventCursor must be a string.', { nodes: node });
  },
});

function toCursor(value: unknown): string {
  if (typeof value !== 'string' || value.length > 200)
    throw new GraphQLError('EventCursor must be a string as an event carried it.');
  return value;
}
