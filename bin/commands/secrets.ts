import { ConfigError } from '../../subgraphs/kernel/config/load.js';
import type { Kernel } from '../../subgraphs/kernel/kernel.js';
import { addKeyToFile } from '../../subgraphs/kernel/secrets/key-file.js';
import { rotate, type RotatedColumn } from '../../subgraphs/kernel/secrets/rotation.js';
import { Secrets } from '../../subgraphs/kernel/secrets/secrets.js';
import { openSubgraphs, subgraphNames } from '../../subgraphs/main.js';
import { settingsOf, type CommandInput } from '../command-input.js';
import { loadProductConfig } from '../config-groups.js';
import { progressLine } from './progress-line.js';
import { withKernel } from './with-kernel.js';

/**
 * `infragraph secrets rotate [--dry-run] [--new-key] [--json]`: brings every encrypted column under the current
 * key and tells how many texts each has. The exit code is 1 when a text cannot be decrypted.
 */
export async function secrets(input: CommandInput): Promise<number> {
  const { flags } = input;
  const dryRun = flags.has('dry-run');
  if (dryRun && flags.has('new-key'))
    throw new ConfigError(['--new-key changes the key file and does not go with --dry-run']);

  const newKeyIn = flags.has('new-key') ? dirOfKeyFile(input) : undefined;
  return withKernel(input, async (kernel) => {
    const ring = newKeyIn === undefined ? kernel.secrets : new Secrets(addKeyToFile(newKeyIn));
    await openSubgraphs(subgraphNames, kernel, { env: process.env, options: settingsOf(input) });
    await kernel.database.migrate();
    const columns = await rotateAll(kernel, ring, dryRun);
    process.stdout.write(
      flags.has('json')
        ? `${JSON.stringify({ dryRun, columns }, undefined, 2)}\n`
        : reportText(columns, dryRun),
    );
    return columns.some(({ unreadable }) => unreadable.length > 0) ? 1 : 0;
  });
}

/** The data directory, when its key file is where the keys come from. */
function dirOfKeyFile(input: CommandInput): string {
  const { kernel, secrets: ring } = loadProductConfig({ env: process.env, options: settingsOf(input) });
  if (ring.secretsKey !== undefined || kernel.databaseUrl !== undefined)
    throw new ConfigError([
      '--new-key is for the key file of an embedded database. Here the keys come from INFRAGRAPH_SECRETS_KEY: put a new one in front of them there',
    ]);
  return kernel.dataDir;
}

async function rotateAll(kernel: Kernel, ring: Secrets, dryRun: boolean): Promise<RotatedColumn[]> {
  const rotated: RotatedColumn[] = [];
  for (const { store, columns } of kernel.database.secretColumns)
    for (const column of columns) {
      const progress = progressLine(`texts of ${column.table}.${column.column}`);
      rotated.push(await rotate(store, ring, column, { dryRun, progress }));
    }
  return rotated;
}

function reportText(columns: readonly RotatedColumn[], dryRun: boolean): string {
  const verb = dryRun ? 'to rewrite' : 'rewritten';
  const lines = columns.flatMap(({ table, column, texts, rewritten, unreadable }) => [
    `${table}.${column}: ${texts} encrypted, ${rewritten} ${verb}`,
    ...unreadable.map((reason) => `  ${reason}`),
  ]);
  return `${[...lines, ending(columns, dryRun)].join('\n')}\n`;
}

function ending(columns: readonly RotatedColumn[], dryRun: boolean): string {
  const unreadable = columns.reduce((sum, column) => sum + column.unreadable.length, 0);
  const rewritten = columns.reduce((sum, column) => sum + column.rewritten, 0);
  if (unreadable > 0) return `${unreadable} cannot be decrypted and stay as they are. Keep all keys.`;
  if (dryRun && rewritten > 0) return 'Nothing was written. Run it again without --dry-run.';
  return 'Everything is under the current key. The other keys are needed only for older backups.';
}
