import { optionName } from '../subgraphs/kernel/config/load.js';
import { allRows } from './config-groups.js';

/** What a command is run with: its own arguments, and options by name for the configuration. */
export interface CommandInput {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  readonly flags: ReadonlySet<string>;
}

/** The options of a command that are settings, for the configuration. */
export function settingsOf(input: CommandInput): Record<string, string> {
  const names = new Set(allRows.map(optionName));
  return Object.fromEntries(Object.entries(input.options).filter(([name]) => names.has(name)));
}
