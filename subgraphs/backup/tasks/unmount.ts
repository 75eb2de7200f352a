import { sql } from 'kysely';
import type { DataParts } from '../services/data-parts.js';
import type { WorkFunction } from '../services/work-contract.js';

/** UNMOUNT: the mounted backup goes; again it is gone. */
export function unmountWork(parts: DataParts): WorkFunction {
  return async (run, { mountedBackupGuid }) => {
    if (mountedBackupGuid === null) return {};
    await run.transaction(parts.store, (tx) =>
      sql`delete from backup.mounted_backup where guid = ${mountedBackupGuid}`.execute(tx.sql),
    );
    return {};
  };
}
