import fc from 'fast-check';
import { z } from 'zod';
import { hostileText } from './hostile-texts.js';

/** The parts of a JSON schema that bodies are made from. */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
}

const numbers = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, 1, -1, 0.5, 1e21, -1e308, 2 ** 31, 2 ** 53, 2 ** 63, -(2 ** 63), 5e-324, 1700000000),
);

const deep = fc.tuple(fc.constantFrom(10, 63, 64, 65, 200), fc.boolean()).map(([depth, list]) => {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = list ? [value] : { a: value };
  return value;
});

/** Any JSON value, pollution attempts and deep nesting included. */
export function anyJson(words: readonly string[]): fc.Arbitrary<unknown> {
  const text = hostileText(words);
  const leaf = fc.oneof(text, numbers, fc.boolean(), fc.constant(null));
  const { value } = fc.letrec<{ value: unknown; list: unknown[]; object: object }>((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, { weight: 4, arbitrary: leaf }, tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 4 }),
    object: fc.array(fc.tuple(text, tie('value')), { maxLength: 4 }).map(ownMembers),
  }));
  return fc.oneof({ weight: 9, arbitrary: value }, { weight: 1, arbitrary: deep });
}

/** Bodies near what a row's schema describes: right, incomplete, overfull, with wrong types. */
export function jsonLike(schema: z.ZodType | undefined, words: readonly string[]): fc.Arbitrary<unknown> {
  if (!schema) return anyJson(words);
  return like(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as Schema, words);
}

function like(schema: Schema, words: readonly string[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 6, arbitrary: fitting(schema, words) }, { weight: 1, arbitrary: anyJson(words) });
}

function fitting(schema: Schema, words: readonly string[]): fc.Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => like(one, words)));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'object': {
      const members = Object.entries(schema.properties ?? {}).map(([key, member]) =>
        fc.option(fc.tuple(fc.constant(key), like(member, words)), { nil: undefined, freq: 6 }),
      );
      const extra = fc.array(fc.tuple(hostileText(words), anyJson(words)), { maxLength: 1 });
      return fc
        .tuple(fc.tuple(...members), fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, extra))
        .map(([known, more]) => ownMembers([...known.filter((member) => member !== undefined), ...more]));
    }
    case 'array':
      return fc.array(schema.items ? like(schema.items, words) : anyJson(words), { maxLength: 3 });
    case 'string':
      return hostileText(words);
    case 'integer':
    case 'number':
      return numbers;
    case 'boolean':
      return fc.boolean();
    default:
      return anyJson(words);
  }
}

/** An object whose keys are its own, `__proto__` too, as a JSON parser makes it. */
function ownMembers(members: readonly (readonly [string, unknown])[]): object {
  const object = {};
  for (const [key, value] of members)
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  return object;
}
