import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/** A 64-bit integer as it travels: a number while that is exact, else decimal text. */
export type LongValue = number | string;

const min = -(2n ** 63n);
const max = 2n ** 63n - 1n;

/** `Long` of the graph contract: JSON number when safe, else string; input accepts both. */
export const Long = new GraphQLScalarType<LongValue, LongValue>({
  name: 'Long',
  description:
    'A 64-bit signed integer. A JSON number when it is exact as one (up to 2^53), else a string of decimal digits; input accepts both.',
  serialize: toLong,
  parseValue: toLong,
  parseLiteral: (node) => {
    if (node.kind === Kind.INT || node.kind === Kind.STRING) return toLong(node.value);
    throw new GraphQLError('Long must be an integer or a string of decimal digits.', { nodes: node });
  },
});

function toLong(value: unknown): LongValue {
  const exact =
    typeof value === 'number' ? Number.isSafeInteger(value) : typeof value === 'bigint' || isDigits(value);
  if (!exact) throw new GraphQLError('Long must be an integer or a string of decimal digits.');
  const integer = BigInt(value as number | string | bigint);
  if (integer < min || integer > max) throw new GraphQLError('Long must fit 64 bits.');
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : integer.toString();
}

function isDigits(value: unknown): value is string {
  return typeof value === 'string' && /^-?\d{1,19}$/.test(value);
}
