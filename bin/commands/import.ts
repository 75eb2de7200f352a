import { ConfigError } from '../../subgraphs/kernel/config/load.js';
import type { Kernel } from '../../subgraphs/kernel/kernel.js';
import { importDelfin } from '../../subgraphs/storage/import/import-delfin.js';
import { readDelfinDatabase } from '../../subgraphs/storage/import/read-delfin.js';
import type { StorageParts } from '../../subgraphs/storage/services/parts.js';
import { openStorageParts, runStorage } from '../../subgraphs/storage/subgraph.js';
import type { CommandInput } from '../command-input.js';
import { importReportText } from './import-report.js';
import { progressLine } from './progress-line.js';
import { withKernel, type CommandProcess } from './with-kernel.js';

const sides = ['infragraph', 'delfin'];

/**
 * `infragraph import delfin --database WHERE [--apply] [--prefer SIDE] [--json]`: prints what becomes of each
 * storage. The exit code is 1 when something cannot be taken.
 */
export async function importFrom(input: CommandInput): Promise<number> {
  const { options, flags } = input;
  const where = options['database'];
  const side = options['prefer'] ?? 'infragraph';
  if (where === undefined)
    throw new ConfigError(['--database must name the database of Delfin: an SQLite file or a URL']);
  if (!sides.includes(side))
    throw new ConfigError([`--prefer must be one of ${sides.join(', ')}, not "${side}"`]);

  const database = await readDelfinDatabase(where);
  return withKernel(input, async (kernel, command) => {
    const parts = await openStorage(kernel, command, flags.has('apply'));
    const report = await importDelfin(parts, {
      database,
      apply: flags.has('apply'),
      overwrite: side === 'delfin',
      progress: progressLine('storages'),
    });
    process.stdout.write(
      flags.has('json') ? `${JSON.stringify(report, undefined, 2)}\n` : importReportText(report),
    );
    const refused = report.storages.some((storage) =>
      [storage.outcome, storage.alertSource].includes('refused'),
    );
    return refused ? 1 : 0;
  });
}

/** The storage subgraph's parts. Nothing of it runs; to write, its tasks can be created. */
async function openStorage(
  kernel: Kernel,
  { config, lifecycle }: CommandProcess,
  withTasks: boolean,
): Promise<StorageParts> {
  const parts = await openStorageParts(kernel, config.storage);
  runStorage(parts);
  await kernel.database.migrate();
  if (withTasks)
    await lifecycle.add({
      name: 'tasks',
      start: () => kernel.tasks.start({ work: false }),
      stop: () => kernel.tasks.stop(),
    });
  return parts;
}
