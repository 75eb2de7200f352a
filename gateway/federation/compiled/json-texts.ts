import { isEnumType, isSpecifiedScalarType, type GraphQLLeafType } from 'graphql';
import { leafCheck } from '../shaping/leaf-values.js';

/** Writes a value as JSON. Throws `misfit` where the value cannot stand in its place. */
export type Writer = (value: unknown) => string;

/** Says that an answer is not clean, and has to be shaped by the reference: errors are worked out there. */
export const misfit = new Error('A value does not fit its place.');

const longest = 64;

/** A text as JSON. Short ones are looked through: most need nothing but quotes. */
export function quoted(text: string): string {
  if (text.length > longest) return JSON.stringify(text);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code === 0x22 || code === 0x5c || code >= 0xd800) return JSON.stringify(text);
  }
  return `"${text}"`;
}

/** A text as JSON that is known to need nothing but quotes. */
export function plainQuoted(text: string): string {
  return `"${text}"`;
}

/** How a leaf is written; `plain` says that no text of the answer needs an escape. */
export function leafWriter(type: GraphQLLeafType, nullable: boolean, plain: boolean): Writer {
  const quote = plain ? plainQuoted : quoted;
  const write = valueWriter(type, quote);
  if (!nullable) return (value) => (value == null ? noFit() : write(value));
  return (value) => (value == null ? 'null' : write(value));
}

/** For what none may be. */
export function noFit(): never {
  throw misfit;
}

function valueWriter(type: GraphQLLeafType, quote: (text: string) => string): Writer {
  if (!isEnumType(type) && !isSpecifiedScalarType(type))
    return (value) =>
      typeof value === 'string' ? quote(value) : ((JSON.stringify(value) as string | undefined) ?? noFit());
  const fits = leafCheck(type);
  return (value) => {
    if (!fits(value)) return noFit();
    return typeof value === 'string' ? quote(value) : String(value);
  };
}
