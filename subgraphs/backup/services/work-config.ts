import { isPlaceName } from '../../kernel/tasks/lanes.js';
import {
  integer,
  optionalPath,
  optionalText,
  type ConfigRow,
  type ConfigRows,
} from '../../kernel/config/row.js';

const nodeName: ConfigRow<string | undefined> = {
  ...optionalText(
    'INFRAGRAPH_BACKUP_NODE',
    'Name of the backup node that a process which works on tasks is; "local" on the embedded database and the host name on a server when not set. Data are staged on a node and stored from there, so a node keeps its name.',
  ),
  parse: (text) => {
    if (!isPlaceName(text)) throw new Error('must be 1 to 63 letters, digits, dots, underscores and hyphens');
    return text;
  },
};

const concurrency = (key: string, fallback: number, what: string): ConfigRow<number> =>
  integer(
    `INFRAGRAPH_BACKUP_${key}_CONCURRENCY`,
    fallback,
    `How many ${what} this process works on at once.`,
    {
      min: 1,
      max: 100,
    },
  );

/** Settings of the work on backups. */
export const workConfig = {
  nodeName,
  stagingDir: optionalPath(
    'INFRAGRAPH_BACKUP_STAGING_DIR',
    'Folder of the backup node for what is exported and not yet stored, and for what is restored; "staging" in the folder of the backup subgraph when not set.',
  ),
  exportConcurrency: concurrency('EXPORT', 2, 'exports'),
  storeConcurrency: concurrency('STORE', 2, 'stores'),
  restoreConcurrency: concurrency('RESTORE', 2, 'restores, imports and mounts'),
  otherConcurrency: concurrency('OTHER', 2, 'removals, snapshots and clean-ups'),
} satisfies ConfigRows;
