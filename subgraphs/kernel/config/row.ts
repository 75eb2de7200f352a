/** The types a configuration value can have, as they stand in the docs table. */
export type RowType = 'string' | 'integer' | 'number' | 'boolean' | 'duration' | 'list' | 'choice' | 'path';

/**
 * One declared setting. Its environment variable is the key itself, its command-line option the key
 * without the `INFRAGRAPH_` prefix, in kebab case (`INFRAGRAPH_DATA_DIR` is `--data-dir`).
 */
export interface ConfigRow<T = unknown> {
  readonly key: string;
  readonly type: RowType;
  /** What holds when nothing is set; undefined means "not set". */
  readonly default: T;
  /** One sentence for people: what it does, in which unit. */
  readonly meaning: string;
  /** Never printed, logged or shown. */
  readonly secret: boolean;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** Reads the text; throws an Error whose message completes "KEY …". */
  readonly parse: (text: string) => T;
}

/** A closed set of rows under the names the code uses. */
export type ConfigRows = Readonly<Record<string, ConfigRow>>;

/** The values of a set of rows. */
export type ConfigOf<R extends ConfigRows> = {
  readonly [K in keyof R]: R[K] extends ConfigRow<infer T> ? T : never;
};

interface RowOptions {
  readonly secret?: boolean;
  readonly min?: number;
  readonly max?: number;
}

/** A text setting without a default. */
export function optionalText(
  key: string,
  meaning: string,
  options: RowOptions = {},
): ConfigRow<string | undefined> {
  return {
    key,
    type: 'string',
    default: undefined,
    meaning,
    secret: options.secret ?? false,
    parse: nonEmpty,
  };
}

/** A text setting with a default. */
export function text(key: string, fallback: string, meaning: string): ConfigRow<string> {
  return { key, type: 'string', default: fallback, meaning, secret: false, parse: nonEmpty };
}

/** A path, absolute or relative to the folder the process was started in. */
export function path(key: string, fallback: string, meaning: string): ConfigRow<string> {
  return { key, type: 'path', default: fallback, meaning, secret: false, parse: nonEmpty };
}

/** A path without a default. */
export function optionalPath(key: string, meaning: string): ConfigRow<string | undefined> {
  return { key, type: 'path', default: undefined, meaning, secret: false, parse: nonEmpty };
}

/** A whole number within bounds. */
export function integer(
  key: string,
  fallback: number,
  meaning: string,
  options: RowOptions = {},
): ConfigRow<number> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  return {
    key,
    type: 'integer',
    default: fallback,
    meaning,
    secret: false,
    min,
    max,
    parse: (t) => wholeNumber(t, min, max),
  };
}

/** A whole number that may be left unset. */
export function optionalInteger(
  key: string,
  meaning: string,
  options: RowOptions = {},
): ConfigRow<number | undefined> {
  return { ...integer(key, 0, meaning, options), default: undefined };
}

/** `true` or `false`. */
export function flag(key: string, fallback: boolean, meaning: string): ConfigRow<boolean> {
  return { key, type: 'boolean', default: fallback, meaning, secret: false, parse: trueOrFalse };
}

/** One word of a fixed list. */
export function choice<const C extends string>(
  key: string,
  choices: readonly C[],
  fallback: NoInfer<C>,
  meaning: string,
): ConfigRow<C> {
  const parse = (value: string): C => {
    const found = choices.find((c) => c === value.trim());
    if (found === undefined) throw new Error(`must be one of ${choices.join(', ')}, not "${value}"`);
    return found;
  };
  return { key, type: 'choice', default: fallback, meaning, secret: false, choices, parse };
}

/** A length of time such as `500ms`, `30s`, `15m`, `12h`, `7d`; the value is in milliseconds. */
export function duration(key: string, fallback: string, meaning: string): ConfigRow<number> {
  return {
    key,
    type: 'duration',
    default: milliseconds(fallback),
    meaning,
    secret: false,
    parse: milliseconds,
  };
}

/** A comma-separated list; blanks around the items do not count. */
export function list(
  key: string,
  fallback: readonly string[],
  meaning: string,
): ConfigRow<readonly string[]> {
  const parse = (value: string): readonly string[] =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  return { key, type: 'list', default: fallback, meaning, secret: false, parse };
}

function nonEmpty(value: string): string {
  if (value.trim() === '') throw new Error('must not be empty');
  return value;
}

function wholeNumber(value: string, min: number, max: number): number {
  const number = Number(value);
  if (!/^-?\d+$/.test(value.trim()) || number < min || number > max) {
    throw new Error(`must be a whole number from ${min} to ${max}, not "${value}"`);
  }
  return number;
}

function trueOrFalse(value: string): boolean {
  const word = value.trim().toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(word)) return true;
  if (['false', '0', 'no', 'off'].includes(word)) return false;
  throw new Error(`must be true or false, not "${value}"`);
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function milliseconds(value: string): number {
  const match = /^(\d+)\s*(ms|s|m|h|d)$/.exec(value.trim());
  const unit = match?.[2] === undefined ? undefined : unitMs[match[2]];
  if (!match || unit === undefined)
    throw new Error(`must be a length of time such as 500ms, 30s, 15m, 12h or 7d, not "${value}"`);
  return Number(match[1]) * unit;
}
