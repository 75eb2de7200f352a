import type { ConfigOf, ConfigRow, ConfigRows } from './row.js';

/** Where values come from: options win over the environment. An empty variable counts as not set. */
export interface ConfigSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Command-line options by option name, without the dashes. */
  readonly options: Readonly<Record<string, string>>;
}

/** All faults of a configuration at once, one line each. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(['The configuration is not valid:', ...faults.map((fault) => `  - ${fault}`)].join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** The command-line option of a row, without the dashes. */
export function optionName(row: ConfigRow): string {
  return row.key
    .replace(/^INFRAGRAPH_/, '')
    .toLowerCase()
    .replaceAll('_', '-');
}

/**
 * Reads a set of rows. Throws a ConfigError that lists every fault; the value of a secret is never
 * part of a fault.
 */
export function loadConfig<R extends ConfigRows>(rows: R, source: ConfigSource): ConfigOf<R> {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, row] of Object.entries(rows)) {
    const given = source.options[optionName(row)] ?? source.env[row.key];
    if (given === undefined || given === '') {
      values[name] = row.default;
      continue;
    }
    try {
      values[name] = row.parse(given);
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'is not valid';
      faults.push(`${row.key} ${row.secret ? `is not valid; it is: ${row.meaning}` : reason}`);
    }
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return values as ConfigOf<R>;
}

/** Variables of the project's own tests, which the processes they start inherit. */
const testPrefix = 'INFRAGRAPH_TEST_';

/** Faults of names nobody declared: options as given, and `INFRAGRAPH_…` variables, which are most likely misspelt. */
export function undeclaredNames(rows: readonly ConfigRow[], source: ConfigSource): string[] {
  const keys = new Set(rows.map((row) => row.key));
  const options = new Set(rows.map(optionName));
  const wrongOptions = Object.keys(source.options).filter((name) => !options.has(name));
  const wrongVariables = Object.keys(source.env).filter(
    (key) => key.startsWith('INFRAGRAPH_') && !key.startsWith(testPrefix) && !keys.has(key),
  );
  return [
    ...wrongOptions.map((name) => `--${name} is not an option; see "infragraph help serve"`),
    ...wrongVariables.map((key) => `${key} is not a setting; see docs/configuration.md`),
  ];
}
