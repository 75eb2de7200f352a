import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { Database } from '../../subgraphs/kernel/database/database.js';
import { TaskHouse } from '../kernel/tasks/task-house.js';
import { silentLog } from '../support/engines.js';
import { BackupHouse } from './backup-house.js';

/**
 * A server that works on nothing: it asks for the import, the mount and the files of every backup, and for the inventory
 * in between, each under a key of its own. Killed and started again it asks for everything anew.
 */
const {
  CRASH_DATABASE: url,
  CRASH_FOLDER: directory = '',
  CRASH_KEY: secretsKey,
  CRASH_MANAGER: manager,
} = process.env;
const kernel = await TaskHouse.openOn(await Database.open({ url, poolSize: 4 }, silentLog));
const house = await BackupHouse.openOn(kernel, {
  work: false,
  ...(secretsKey !== undefined && { secretsKey }),
  config: { directory },
});
const { rows: backups } = await sql<{ guid: string }>`select guid from backup.backup order by guid`.execute(
  kernel.store.sql,
);
for (const [i, { guid: backupGuid }] of backups.entries()) {
  await ask({ mode: 'IMPORT', backupGuid, hypervisorManagerGuid: manager, name: `copy-${i}` });
  await ask({ mode: 'MOUNT', backupGuid });
  await ask({ mode: 'RESTORE', backupGuid, path: `out-${backupGuid}` });
  if (i % 3 === 0)
    await house.data(`mutation { syncInventory(input: { managers: ["${manager}"] }) { tasks { guid } } }`);
}
process.stdout.write('asked\n');
await delay(3_600_000);

interface Wish {
  readonly mode: string;
  readonly backupGuid: string;
  readonly [more: string]: unknown;
}

async function ask(input: Wish): Promise<void> {
  await house.data(
    'mutation ($input: RestoreBackupInput!) { restoreBackup(input: $input) { task { guid } } }',
    { input: { ...input, idempotencyKey: `${input.mode} ${input.backupGuid}` } },
  );
  await delay(15);
}
