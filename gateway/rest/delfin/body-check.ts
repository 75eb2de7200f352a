import { isRecord, memberOf, type JsonRecord, type JsonValue } from './json-value.js';
import { pythonLiteral } from './python-literal.js';

/**
 * What a body must be: JSON Schema, draft 4, as far as Delfin uses it. Keywords are checked in the order
 * in which they are written here, properties likewise, and only the first violation is told.
 */
export interface BodyRule {
  readonly type?: 'object' | 'string' | 'integer' | 'boolean';
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, BodyRule>>;
  readonly patternProperties?: Readonly<Record<string, BodyRule>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly BodyRule[];
  readonly additionalProperties?: false;
}

/** The first rule a body breaks. */
export interface Violation {
  /** Keys from the outside in; empty for the body itself. */
  readonly path: readonly string[];
  /** What Delfin says of it (delfin.md §6). */
  readonly text: string;
}

/** The first violation in Delfin's order; undefined when the value keeps the rule. */
export function firstViolation(
  value: JsonValue,
  rule: BodyRule,
  path: readonly string[] = [],
): Violation | undefined {
  for (const keyword of Object.keys(rule) as (keyof BodyRule)[]) {
    const found = checks[keyword](value, rule, path);
    if (typeof found === 'string') return { path, text: found };
    if (found) return found;
  }
  return undefined;
}

/** The sentence behind "Invalid input received. ": it names the innermost key, when there is one. */
export function violationSentence({ path, text }: Violation): string {
  const key = path.at(-1);
  return key === undefined ? text : `Invalid input for field/attribute ${key}. ${text}`;
}

type Check = (value: JsonValue, rule: BodyRule, path: readonly string[]) => Violation | string | undefined;

const checks: Readonly<Record<keyof BodyRule, Check>> = {
  type: (value, { type = 'object' }, path) =>
    isOfType[type](value) ? undefined : `${shown(value, path)} is not of type '${type}'`,
  minLength: (value, { minLength = 0 }, path) =>
    typeof value === 'string' && lengthOf(value) < minLength
      ? `${shown(value, path)} is too short`
      : undefined,
  maxLength: (value, { maxLength = Infinity }, path) =>
    typeof value === 'string' && lengthOf(value) > maxLength
      ? `${shown(value, path)} is too long`
      : undefined,
  pattern: (value, { pattern = '' }, path) =>
    typeof value === 'string' && !matches(pattern, value)
      ? `${shown(value, path)} does not match ${pythonLiteral(pattern)}`
      : undefined,
  minimum: (value, { minimum = -Infinity }, path) =>
    isInteger(value) && value < minimum
      ? `${shown(value, path)} is less than the minimum of ${minimum}`
      : undefined,
  maximum: (value, { maximum = Infinity }, path) =>
    isInteger(value) && value > maximum
      ? `${shown(value, path)} is greater than the maximum of ${maximum}`
      : undefined,
  enum: (value, { enum: choices = [] }, path) =>
    typeof value === 'string' && choices.includes(value)
      ? undefined
      : `${shown(value, path)} is not one of ${pythonLiteral([...choices])}`,
  properties: (value, { properties = {} }, path) =>
    isRecord(value) ? firstOfMembers(value, properties, path) : undefined,
  patternProperties: (value, { patternProperties = {} }, path) =>
    isRecord(value) ? firstOfPatterns(value, patternProperties, path) : undefined,
  required: (value, { required = [] }) => {
    const missing = isRecord(value) ? required.find((key) => !Object.hasOwn(value, key)) : undefined;
    return missing === undefined ? undefined : `${pythonLiteral(missing)} is a required property`;
  },
  anyOf: (value, { anyOf = [] }, path) =>
    anyOf.every((rule) => firstViolation(value, rule))
      ? `${shown(value, path)} is not valid under any of the given schemas`
      : undefined,
  additionalProperties: (value, { properties = {} }) => {
    const extra = isRecord(value) ? Object.keys(value).filter((key) => !Object.hasOwn(properties, key)) : [];
    if (extra.length === 0) return undefined;
    const names = extra.map((key) => pythonLiteral(key)).join(', ');
    return `Additional properties are not allowed (${names} ${extra.length === 1 ? 'was' : 'were'} unexpected)`;
  },
};

const isOfType: Readonly<Record<NonNullable<BodyRule['type']>, (value: JsonValue) => boolean>> = {
  object: isRecord,
  string: (value) => typeof value === 'string',
  integer: isInteger,
  boolean: (value) => typeof value === 'boolean',
};

function firstOfMembers(
  value: JsonRecord,
  rules: Readonly<Record<string, BodyRule>>,
  path: readonly string[],
): Violation | undefined {
  for (const [key, rule] of Object.entries(rules)) {
    const member = memberOf(value, key);
    const found = member === undefined ? undefined : firstViolation(member, rule, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

function firstOfPatterns(
  value: JsonRecord,
  rules: Readonly<Record<string, BodyRule>>,
  path: readonly string[],
): Violation | undefined {
  for (const [pattern, rule] of Object.entries(rules)) {
    for (const [key, member] of Object.entries(value)) {
      const found = matches(pattern, key) ? firstViolation(member, rule, [...path, key]) : undefined;
      if (found) return found;
    }
  }
  return undefined;
}

function shown(value: JsonValue, path: readonly string[]): string {
  return pythonLiteral(value, path.at(-1));
}

function isInteger(value: JsonValue): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** Characters as Python counts them. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

function matches(pattern: string, text: string): boolean {
  return new RegExp(pattern).test(text);
}
