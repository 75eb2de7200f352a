import { Decimal, type JsonValue } from './json-value.js';

/** Members whose value never goes into an answer. */
const secretKeys: ReadonlySet<string> = new Set([
  'password',
  'pub_key',
  'community_string',
  'auth_key',
  'privacy_key',
]);

const hidden = "'***'";

/**
 * A value as Python writes it, which is how Delfin's violations show it (delfin.md §6): `'text'`,
 * `True`, `None`, `{'k': 1}`. `key` names the member it was found under; a secret is hidden, there and
 * inside objects, also when it came as a number, a list or an object.
 */
export function pythonLiteral(value: JsonValue, key?: string | number): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof key === 'string' && secretKeys.has(key) && value !== '') return hidden;
  if (typeof value === 'string') return textLiteral(value);
  if (value instanceof Decimal) return decimalLiteral(value.value);
  if (Array.isArray(value)) return `[${value.map((item) => pythonLiteral(item, key)).join(', ')}]`;
  if (typeof value !== 'object') return String(value);
  const members = Object.entries(value).map(
    ([name, member]) => `${textLiteral(name)}: ${pythonLiteral(member, name)}`,
  );
  return `{${members.join(', ')}}`;
}

function textLiteral(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  // Python shows what is printable as it is; of blanks that is the plain one alone.
  const inner = text.replace(/[\\'"]|[\p{C}\p{Z}]/gu, (char) => {
    if (char === '"' || char === "'") return char === quote ? `\\${char}` : char;
    return char === ' ' ? char : escaped(char);
  });
  return quote + inner + quote;
}

const shortEscapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function escaped(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (shortEscapes[char] !== undefined) return shortEscapes[char];
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

function decimalLiteral(value: number): string {
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const [digits = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const sign = Object.is(value, -0) ? '-' : '';
  return `${sign}${value}${Number.isInteger(value) ? '.0' : ''}`;
}
