import type { Tx } from '../../kernel/database/store.js';
import type { BackupParts } from './parts.js';

/** Tells those who listen that backups changed, in the transaction that changed them. */
export async function tellBackupsChanged(
  { hooks }: Pick<BackupParts, 'hooks'>,
  tx: Tx,
  guids: readonly string[],
): Promise<void> {
  const changed = [...new Set(guids)];
  if (changed.length === 0) return;
  for (const hook of hooks.backupsChanged) await hook(tx, changed);
}
