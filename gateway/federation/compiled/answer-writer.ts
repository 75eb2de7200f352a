import {
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { SelectionShape, ShapedField } from '../shaping/selection-shape.js';
import type { Generate } from '../../../subgraphs/kernel/subgraph/code-generation.js';
import { leafWriter, misfit, noFit, type Writer } from './json-texts.js';
import { asObject, objectWriter, type WrittenField } from './object-writer.js';
import { onceWritten, type WrittenOnce } from './written-once.js';

/** What an answer is written from. */
export interface AnswerForm {
  readonly schema: GraphQLSchema;
  readonly shape: SelectionShape;
  readonly root: GraphQLCompositeType;
  /** Names of the ways, joined by dots, to values that stand in more than one place. */
  readonly shared: ReadonlySet<string>;
  readonly generate: Generate | undefined;
}

/** Writes clean answers of one shape as JSON text straight from what fetches collected. */
export class AnswerWriter {
  private readonly writers = new Map<boolean, Writer>();
  private readonly once: WrittenOnce[] = [];

  constructor(private readonly form: AnswerForm) {}

  /**
   * The data as JSON. Undefined where anything does not fit, or is not collected but introspected: such an answer has to
   * be shaped. `plain` says that no text of it needs an escape.
   */
  write(collected: unknown, plain: boolean): string | undefined {
    try {
      return this.writer(plain)(collected);
    } catch (error) {
      if (error === misfit) return undefined;
      throw error;
    } finally {
      for (const once of this.once) once.clear();
    }
  }

  private writer(plain: boolean): Writer {
    const known = this.writers.get(plain);
    if (known) return known;
    const { root, shape } = this.form;
    const made = this.object(root, shape, '', plain);
    this.writers.set(plain, made);
    return made;
  }

  private object(type: GraphQLCompositeType, shape: SelectionShape, way: string, plain: boolean): Writer {
    const fields = shape.fieldsOf(type).map((field) => this.field(type, field, way, plain));
    return objectWriter(fields, plain, this.form.generate);
  }

  private field(parent: GraphQLCompositeType, field: ShapedField, way: string, plain: boolean): WrittenField {
    const { planned, name, type, below } = field;
    if (type) {
      const place = way === '' ? planned : `${way}.${planned}`;
      const write = this.value(type, below, place, plain, true);
      return { planned, name, type, write: this.shared(place, type, write) };
    }
    const isTypename = field.nodes[0]?.name.value === '__typename' && isObjectType(parent);
    const constant = isTypename ? { constant: JSON.stringify(parent.name) } : {};
    return { planned, name, type, write: noFit, ...constant };
  }

  private value(
    type: GraphQLOutputType,
    below: SelectionShape,
    way: string,
    plain: boolean,
    nullable: boolean,
  ): Writer {
    if (isNonNullType(type)) return this.value(type.ofType, below, way, plain, false);
    if (isLeafType(type)) return leafWriter(type, nullable, plain);
    if (isListType(type)) return listWriter(this.value(type.ofType, below, way, plain, true), nullable);
    const write = isAbstractType(type)
      ? this.abstract(type, below, way, plain)
      : lazily(() => this.object(type, below, way, plain));
    return (value) => (value == null ? (nullable ? 'null' : noFit()) : write(value));
  }

  /** By the type that the subgraph said, if it said any. */
  private abstract(type: GraphQLAbstractType, below: SelectionShape, way: string, plain: boolean): Writer {
    const byType = new Map<unknown, Writer>();
    return (value) => {
      const typename = asObject(value)['__typename'];
      const known = byType.get(typename);
      if (known) return known(value);
      const named = typeof typename === 'string' ? this.form.schema.getType(typename) : undefined;
      const real = typename == null ? type : named;
      if (!isCompositeType(real)) return noFit();
      const made = this.object(real, below, way, plain);
      byType.set(typename, made);
      return made(value);
    };
  }

  private shared(way: string, type: GraphQLOutputType, write: Writer): Writer {
    if (!this.form.shared.has(way) || isLeafType(type)) return write;
    const once = onceWritten(write);
    this.once.push(once);
    return once.write;
  }
}

function listWriter(item: Writer, nullable: boolean): Writer {
  return (value) => {
    if (value == null) return nullable ? 'null' : noFit();
    if (!Array.isArray(value)) return noFit();
    if (value.length === 0) return '[]';
    let text = `[${item(value[0])}`;
    for (let i = 1; i < value.length; i++) text += `,${item(value[i])}`;
    return `${text}]`;
  };
}

function lazily(make: () => Writer): Writer {
  let made: Writer | undefined;
  return (value) => (made ??= make())(value);
}
