import { duration, integer, optionalPath, type ConfigRows } from '../../kernel/config/row.js';

/** Settings of the data of backups. */
export const dataConfig = {
  restoreDir: optionalPath(
    'INFRAGRAPH_BACKUP_RESTORE_DIR',
    'Folder of the backup node that backups are restored to as files; no restore writes outside of it. "restored" in the folder of the backup subgraph when not set.',
  ),
  cleanInterval: duration(
    'INFRAGRAPH_BACKUP_CLEAN_INTERVAL',
    '1h',
    'How often backups that no rule keeps, and what broken work left, are removed; 0s means only when somebody asks.',
  ),
  downloadBytes: integer(
    'INFRAGRAPH_BACKUP_DOWNLOAD_BYTES',
    32 * 1024 * 1024,
    'Most bytes of files that one download from a mounted backup may give.',
    { min: 1, max: 256 * 1024 * 1024 },
  ),
} satisfies ConfigRows;
