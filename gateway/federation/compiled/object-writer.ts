import {
  isEnumType,
  isLeafType,
  isNonNullType,
  isSpecifiedScalarType,
  type GraphQLOutputType,
} from 'graphql';
import {
  isName,
  property,
  readProperty,
  type Generate,
} from '../../../subgraphs/kernel/subgraph/code-generation.js';
import { noFit, quoted, type Writer } from './json-texts.js';

/** A field of an object as it is written. */
export interface WrittenField {
  /** The name under which fetches collected it. */
  readonly planned: string;
  readonly name: string;
  /** Its text where that is always the same. */
  readonly constant?: string;
  readonly type: GraphQLOutputType | undefined;
  readonly write: Writer;
}

/** How objects with these fields are written, in their order. */
export function objectWriter(
  fields: readonly WrittenField[],
  plain: boolean,
  generate: Generate | undefined,
): Writer {
  if (generate && fields.every(({ planned }) => isName(planned))) return generated(fields, plain, generate);
  const parts = fields.map((field, index) => ({ ...field, before: before(field, index) }));
  return (value) => {
    const object = asObject(value);
    let text = '{';
    for (const { before: name, constant, planned, write } of parts)
      text += name + (constant ?? write(property(object, planned)));
    return `${text}}`;
  };
}

/** The object itself; throws `misfit` for anything else. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return noFit();
  return value as Readonly<Record<string, unknown>>;
}

function before({ name }: WrittenField, index: number): string {
  return `${index === 0 ? '' : ','}${JSON.stringify(name)}:`;
}

/**
 * One expression writes an object whose leaves are all of their usual form, texts straight into it; another writes
 * every field by its own writer.
 */
function generated(fields: readonly WrittenField[], plain: boolean, generate: Generate): Writer {
  const reads: string[] = [];
  const guards: string[] = [];
  const usual = new Parts();
  const each = new Parts();
  fields.forEach((field, index) => {
    for (const parts of [usual, each]) parts.constant(before(field, index));
    if (field.constant !== undefined) {
      for (const parts of [usual, each]) parts.constant(field.constant);
      return;
    }
    const local = `v${index}`;
    reads.push(`const ${local} = ${readProperty('object', field.planned)};`);
    each.code(`w${index}(${local})`);
    const form = usualForm(field.type, local, plain);
    if (!form) {
      usual.code(`w${index}(${local})`);
      return;
    }
    guards.push(form.guard);
    usual.constant(form.quote);
    usual.code(form.text);
    usual.constant(form.quote);
  });
  for (const parts of [usual, each]) parts.constant('}');
  const body = [
    'return (value) => {',
    '  const object = asObject(value);',
    ...reads,
    guards.length > 0 ? `if (${guards.join(' && ')}) return ${usual.expression()};` : '',
    `  return ${each.expression()};`,
    '};',
  ].join('\n');
  const writers = fields.map(({ write }) => write);
  const names = fields.map((_, index) => `w${index}`);
  const make = generate(['asObject', 'quoted', ...names], body) as (...given: unknown[]) => Writer;
  return make(asObject, quoted, ...writers);
}

interface UsualForm {
  readonly guard: string;
  readonly quote: '' | '"';
  readonly text: string;
}

/** How a leaf nearly always is; undefined where its writer has to look in any case. */
function usualForm(
  type: GraphQLOutputType | undefined,
  local: string,
  plain: boolean,
): UsualForm | undefined {
  const inner = isNonNullType(type) ? type.ofType : type;
  if (!isLeafType(inner) || isEnumType(inner)) return undefined;
  const isText = !isSpecifiedScalarType(inner) || inner.name === 'String' || inner.name === 'ID';
  const guard = `typeof ${local} === "string"`;
  if (isText)
    return plain ? { guard, quote: '"', text: local } : { guard, quote: '', text: `quoted(${local})` };
  if (inner.name === 'Boolean')
    return { guard: `typeof ${local} === "boolean"`, quote: '', text: `(${local} ? "true" : "false")` };
  const check = inner.name === 'Int' ? 'isInteger' : 'isFinite';
  return { guard: `Number.${check}(${local})`, quote: '', text: local };
}

/** A concatenation, with neighbouring constants made one. */
class Parts {
  private readonly parts: { readonly code?: string; constant: string }[] = [{ constant: '{' }];

  constant(text: string): void {
    const last = this.parts.at(-1);
    if (last && last.code === undefined) last.constant += text;
    else this.parts.push({ constant: text });
  }

  code(code: string): void {
    this.parts.push({ code, constant: '' });
  }

  expression(): string {
    return this.parts.map(({ code, constant }) => code ?? JSON.stringify(constant)).join(' + ');
  }
}
