import { GraphQLError, GraphQLScalarType } from 'graphql';

/** Years PostgreSQL and the RFC can both write. */
const earliest = Date.parse('0001-01-01T00:00:00Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/** `date-time` of RFC 3339, 5.6; the date is behind the first parenthesis. */
const rfc3339 =
  /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

/** RFC 3339 in UTC, with milliseconds. */
export const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'An instant after RFC 3339, in UTC, such as "2026-01-31T12:00:00.000Z".',
  serialize: (value) => instantOf(typeof value === 'number' ? new Date(value) : value).toISOString(),
  parseValue: (value) => known(instantOf(value)),
});

/** A leap second and the ends of time have the form of an instant, and yet neither Date nor database knows them. */
function known(instant: Date): Date {
  const time = instant.getTime();
  if (time >= earliest && time <= latest) return instant;
  throw new GraphQLError('DateTime must be an instant of the years 0001 to 9999, without leap seconds.');
}

function instantOf(value: unknown): Date {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value;
  const date = typeof value === 'string' ? rfc3339.exec(value)?.[1] : undefined;
  if (date !== undefined && isDate(date)) return new Date(String(value));
  throw new GraphQLError('DateTime must be a text after RFC 3339, such as "2026-01-31T12:00:00Z".');
}

/** The platform takes the 30th of February for the 2nd of March. */
function isDate(date: string): boolean {
  const midnight = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
}
