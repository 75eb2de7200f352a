import fc from 'fast-check';
import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
  type GraphQLNamedInputType,
} from 'graphql';
import { words, type Known } from './graphql-known.js';
import { anyJson } from './hostile-json.js';
import { hostileText } from './hostile-texts.js';

/** How closely values keep to their types: `typed` ones all coerce, so that the resolvers are reached. */
export type Manner = 'typed' | 'loose';

const int32 = fc.oneof(fc.constantFrom(0, 1, 2, 50, 1000, 1001, -1, 2 ** 31 - 1, -(2 ** 31)), fc.integer());
const anyNumber = fc.oneof(int32, fc.constantFrom(2 ** 31, 2 ** 53, 1.5, 1e308, -0), fc.double());
const instants = fc.oneof(
  fc.constantFrom(
    '2026-01-31T12:00:00.000Z',
    '2026-01-31T12:00:00+14:00',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
  ),
  fc
    .date({ noInvalidDate: true, min: new Date(-60e12), max: new Date(250e12) })
    .map((date) => date.toISOString()),
);
const almostInstants = fc.constantFrom(
  '0000-01-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  '2016-12-31T23:59:60Z',
  '2026-01-31',
  'now',
  'infinity',
  '-infinity',
  'epoch',
  '',
);
const longs = fc.oneof(
  int32,
  fc.constantFrom('9223372036854775807', '-9223372036854775808', 2 ** 53 - 1),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
);
const almostLongs = fc.constantFrom('9223372036854775808', '1e3', '0x1', ' 1', '-', '', 1.5, 2 ** 53);
const cursors = fc.constantFrom(
  'core.0',
  'core.1',
  'compute.1',
  'core.99999999999999999999',
  'core.-1',
  'core.',
  '.1',
  'x.1',
);

/** Rarely given, because most of their values exclude each other. */
const rare = new Set(['first', 'last', 'after', 'before', 'offset', 'marker', 'tenantId']);

/** Where a value stands: its own name, after the input or the field it belongs to. */
interface Place {
  readonly owner: string;
  readonly name: string;
}

/** Makes values for arguments. */
export class InputMaker {
  constructor(
    private readonly known: Known,
    private readonly manner: Manner,
  ) {}

  /** Values of a type: hostile contents, and in the loose manner now and then another type. */
  of(type: GraphQLInputType, place: Place): fc.Arbitrary<unknown> {
    const loose = this.manner === 'loose';
    if (isNonNullType(type)) {
      const value = this.present(type.ofType, place);
      return loose
        ? fc.oneof({ weight: 40, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) })
        : value;
    }
    const weight = rare.has(place.name) ? 1 : 5;
    const absent = fc.constantFrom(undefined, undefined, undefined, null);
    return fc.oneof({ weight, arbitrary: this.present(type, place) }, { weight: 6, arbitrary: absent });
  }

  private present(type: GraphQLInputType, place: Place): fc.Arbitrary<unknown> {
    const fits = this.fitting(type, place);
    if (this.manner === 'typed') return fits;
    return fc.oneof({ weight: 25, arbitrary: fits }, { weight: 1, arbitrary: anyJson(words) });
  }

  private fitting(type: GraphQLInputType, place: Place): fc.Arbitrary<unknown> {
    if (isListType(type)) return fc.array(this.of(type.ofType, place), { maxLength: 3 });
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).map(
        (field) => [field.name, this.of(field.type, { owner: type.name, name: field.name })] as const,
      );
      return fc.record(Object.fromEntries(fields), { noNullPrototype: true }).map(withoutUndefined);
    }
    if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
    const named = type as GraphQLNamedInputType;
    const any = scalar(named, this.manner === 'loose');
    const meant =
      named.name === 'EventCursor'
        ? undefined
        : (this.known[`${place.owner}.${place.name}`] ?? this.known[place.name]);
    return meant ? fc.oneof({ weight: 3, arbitrary: meant }, { weight: 1, arbitrary: any }) : any;
  }
}

function scalar({ name }: GraphQLNamedInputType, loose: boolean): fc.Arbitrary<unknown> {
  switch (name) {
    case 'Int':
      return loose ? anyNumber : int32;
    case 'Float':
      return loose ? anyNumber : fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'Boolean':
      return fc.boolean();
    case 'DateTime':
      return loose ? fc.oneof(instants, almostInstants) : instants;
    case 'Long':
      return loose ? fc.oneof(longs, almostLongs) : longs;
    case 'JSON':
      return anyJson(words);
    case 'EventCursor':
      return loose ? fc.oneof(cursors, hostileText(words)) : cursors;
    default:
      return hostileText(words);
  }
}

function withoutUndefined(value: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}
