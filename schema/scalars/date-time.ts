import { GraphQLError, GraphQLScalarType, type ValueNode } from 'graphql';
import { GraphQLDateTimeISO } from 'graphql-scalars';

/** Years PostgreSQL and the RFC can both write. */
const earliest = Date.parse('0001-01-01T00:00:00Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/** RFC 3339 in UTC, with milliseconds. */
export const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'An instant after RFC 3339, in UTC, such as "2026-01-31T12:00:00.000Z".',
  serialize: (value) => GraphQLDateTimeISO.serialize(value) as string,
  parseValue: (value) => known(GraphQLDateTimeISO.parseValue(value)),
  parseLiteral: (node: ValueNode) => known(GraphQLDateTimeISO.parseLiteral(node, {})),
});

/** A leap second and the ends of time have the form of an instant, and yet neither Date nor database knows them. */
function known(instant: Date): Date {
  const time = instant.getTime();
  if (time >= earliest && time <= latest) return instant;
  throw new GraphQLError('DateTime must be an instant of the years 0001 to 9999, without leap seconds.');
}
