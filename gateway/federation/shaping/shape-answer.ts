import {
  getNullableType,
  GraphQLError,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { isLeafValue } from './leaf-values.js';
import type { SelectionShape, ShapedField } from './selection-shape.js';

/** An answer in its shape, and where what was collected did not fit it. */
export interface ShapedAnswer {
  readonly data: Record<string, unknown> | null;
  /** Nulls and values in places where they must not be, by clients' names. */
  readonly faults: readonly GraphQLError[];
}

/** A null whose reason has been told. */
const toldNull = Symbol('told');
/** A null where none may be: what it is in becomes null. */
const bubble = Symbol('bubble');

/**
 * Shapes what fetches collected after an operation, as graphql-js completes values: fields in the operation's order,
 * nulls brought up to where they may stand. What is missing counts as null.
 */
export function shapeAnswer(
  schema: GraphQLSchema,
  shape: SelectionShape,
  root: GraphQLCompositeType,
  data: Readonly<Record<string, unknown>>,
  introspect: (field: ShapedField) => unknown,
): ShapedAnswer {
  const shaping = new Shaping(schema, introspect);
  const shaped = shaping.object(data, root, shape);
  return { data: typeof shaped === 'symbol' ? null : shaped, faults: shaping.faults };
}

class Shaping {
  readonly faults: GraphQLError[] = [];
  private readonly path: (string | number)[] = [];

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly introspect: (field: ShapedField) => unknown,
  ) {}

  object(
    value: Readonly<Record<string, unknown>>,
    type: GraphQLCompositeType,
    shape: SelectionShape,
  ): Record<string, unknown> | typeof toldNull {
    const shaped = Object.create(null) as Record<string, unknown>;
    for (const field of shape.fieldsOf(type)) {
      this.path.push(field.name);
      const part = this.field(value, type, field);
      this.path.pop();
      if (part === bubble) return toldNull;
      shaped[field.name] = part === toldNull ? null : part;
    }
    return shaped;
  }

  private field(
    value: Readonly<Record<string, unknown>>,
    parent: GraphQLCompositeType,
    field: ShapedField,
  ): unknown {
    const given = Object.hasOwn(value, field.planned) ? value[field.planned] : undefined;
    if (field.type)
      return this.complete(field.type, given, field.below, () => `field ${parent.name}.${field.name}`);
    if (field.nodes[0]?.name.value !== '__typename') return this.introspect(field);
    return isObjectType(parent)
      ? parent.name
      : this.misfit(`The type of an object of ${parent.name} is not known.`, bubble);
  }

  private complete(
    type: GraphQLOutputType,
    value: unknown,
    below: SelectionShape,
    place: () => string,
  ): unknown {
    if (isNonNullType(type)) {
      const inner = this.complete(type.ofType, value, below, place);
      if (inner === toldNull) return bubble;
      return inner === null ? this.misfit(`Cannot return null for non-nullable ${place()}.`, bubble) : inner;
    }
    if (value === null || value === undefined) return null;
    if (isListType(type)) {
      if (!Array.isArray(value)) return this.misfit(`Invalid value found for ${place()}.`, toldNull);
      return this.list(type.ofType, value, below);
    }
    if (isLeafType(type))
      return isLeafValue(type, value) ? value : this.misfit(`Invalid value found for ${place()}.`, toldNull);
    if (typeof value !== 'object' || Array.isArray(value))
      return this.misfit(`Invalid value found for ${place()}.`, toldNull);
    const object = value as Record<string, unknown>;
    const real = this.realType(type, object['__typename']);
    if (!real) return this.misfit(`Invalid __typename found for object at ${place()}.`, toldNull);
    return this.object(object, real, below);
  }

  private list(type: GraphQLOutputType, values: readonly unknown[], below: SelectionShape): unknown {
    const shaped: unknown[] = [];
    let whole = true;
    for (const [index, value] of values.entries()) {
      this.path.push(index);
      const part = this.complete(
        type,
        value,
        below,
        () => `array element of type ${String(getNullableType(type))} at index ${index}`,
      );
      this.path.pop();
      whole &&= part !== bubble;
      shaped.push(part === toldNull ? null : part);
    }
    return whole ? shaped : toldNull;
  }

  /** What an object is: what its type says, or of an abstract type what the subgraph said of it, if anything. */
  private realType(type: GraphQLCompositeType, typename: unknown): GraphQLCompositeType | undefined {
    if (!isAbstractType(type) || typename === undefined || typename === null) return type;
    const named = typeof typename === 'string' ? this.schema.getType(typename) : undefined;
    return isCompositeType(named) ? named : undefined;
  }

  private misfit<T>(message: string, result: T): T {
    this.faults.push(
      new GraphQLError(message, { path: [...this.path], extensions: { code: 'INVALID_GRAPHQL' } }),
    );
    return result;
  }
}
