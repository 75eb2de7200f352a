import { driverTypes, enginesWithoutDriver } from '../../subgraphs/compute/drivers/registry.js';
import { readClouds } from '../../subgraphs/compute/services/clouds-file.js';
import { optionName } from '../../subgraphs/kernel/config/load.js';
import type { ConfigRow } from '../../subgraphs/kernel/config/row.js';
import { settingsOf, type CommandInput } from '../command-input.js';
import { configRows, loadProductConfig, type ConfigPart } from '../config-groups.js';

/** `infragraph check-config`: the configuration in force; secrets show only whether they are set. The clouds file is read too. */
export async function checkConfig(input: CommandInput): Promise<number> {
  const options = settingsOf(input);
  const config = loadProductConfig({ env: process.env, options });
  const engines = { drivers: driverTypes, withoutDriver: enginesWithoutDriver };
  const clouds = await readClouds(config.compute.cloudsFile, engines);
  const lines: string[] = [];
  for (const part of Object.keys(configRows) as ConfigPart[]) {
    const values = config[part] as Readonly<Record<string, unknown>>;
    for (const [name, row] of Object.entries(configRows[part]) as [string, ConfigRow][]) {
      const from =
        options[optionName(row)] !== undefined ? 'option' : process.env[row.key] ? 'environment' : 'default';
      lines.push(`${row.key}=${shown(row, values[name])}  (${from})`);
    }
  }
  process.stdout.write(
    `${lines.join('\n')}\nClouds: ${clouds.map(({ name, engine }) => `${name} (${engine})`).join(', ')}\nThe configuration is valid.\n`,
  );
  return 0;
}

function shown(row: ConfigRow, given: unknown): string {
  const value = given as string | number | boolean | readonly string[] | undefined;
  if (value === undefined) return '';
  if (row.secret) return '[set]';
  if (row.type === 'duration') return `${String(value)}ms`;
  return Array.isArray(value) ? value.join(',') : String(value);
}
