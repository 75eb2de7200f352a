import fc from 'fast-check';
import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
  type GraphQLNamedInputType,
} from 'graphql';
import { anyJson } from './hostile-json.js';
import { hostileText } from './hostile-texts.js';

const integers = fc.oneof(
  fc.constantFrom(0, 1, -1, 2, 50, 1000, 1001, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 53, 1.5, 1e308, -0),
  fc.integer(),
);
const instants = fc.oneof(
  fc.constantFrom(...['2026-01-31T12:00:00.000Z', '2026-01-31T12:00:00+14:00', '0000-01-01T00:00:00Z', '0001-01-01T00:00:00Z']),
  fc.constantFrom(...['9999-12-31T23:59:59.999Z', '2026-02-30T00:00:00Z', '+275760-09-13T00:00:00Z', '-000001-01-01T00:00:00Z']),
  fc.constantFrom(...['2016-12-31T23:59:60Z', '2026-01-31', 'now', 'infinity', '-infinity', 'epoch', '']),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
);
const longs = fc.oneof(
  integers,
  fc.constantFrom('9223372036854775807', '-9223372036854775808', '9223372036854775808', '1e3', '0x1', ' 1', '-', ''),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
);
const cursors = ['core.0', 'core.1', 'compute.1', 'core.99999999999999999999', 'core.-1', 'core.', '.1', 'x.1'];

/** Values for an argument: of its type with hostile contents, and now and then of another type. */
export function inputOf(type: GraphQLInputType, words: readonly string[]): fc.Arbitrary<unknown> {
  if (isNonNullType(type))
    return fc.oneof(
      { weight: 40, arbitrary: present(type.ofType, words) },
      { weight: 1, arbitrary: fc.constant(null) },
    );
  return fc.oneof({ weight: 4, arbitrary: present(type, words) }, fc.constantFrom(null, undefined));
}

function present(type: GraphQLInputType, words: readonly string[]): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 25, arbitrary: fitting(type, words) },
    { weight: 1, arbitrary: anyJson(words) },
  );
}

function fitting(type: GraphQLInputType, words: readonly string[]): fc.Arbitrary<unknown> {
  if (isListType(type)) return fc.array(inputOf(type.ofType, words), { maxLength: 3 });
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).map((field) => [field.name, inputOf(field.type, words)] as const);
    return fc.record(Object.fromEntries(fields), { noNullPrototype: true }).map(withoutUndefined);
  }
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
  return scalar(type as GraphQLNamedInputType, words);
}

function scalar({ name }: GraphQLNamedInputType, words: readonly string[]): fc.Arbitrary<unknown> {
  switch (name) {
    case 'Int':
      return integers;
    case 'Float':
      return fc.oneof(integers, fc.double());
    case 'Boolean':
      return fc.boolean();
    case 'DateTime':
      return instants;
    case 'Long':
      return longs;
    case 'JSON':
      return anyJson(words);
    case 'EventCursor':
      return fc.oneof(fc.constantFrom(...cursors), hostileText(words));
    default:
      return hostileText(words);
  }
}

function withoutUndefined(value: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}
