import { join } from 'node:path';
import { Database } from '../../subgraphs/kernel/database/database.js';
import { TaskHouse } from '../kernel/tasks/task-house.js';
import { silentLog } from '../support/engines.js';
import { BackupHouse } from './backup-house.js';

/** A backup node that works until it is killed. */
const {
  CRASH_DATABASE: url,
  CRASH_FOLDER: folder = '',
  CRASH_NODE: nodeName,
  CRASH_KEY: secretsKey,
} = process.env;
const kernel = await TaskHouse.openOn(await Database.open({ url, poolSize: 8 }, silentLog));
await BackupHouse.openOn(kernel, {
  ...(secretsKey !== undefined && { secretsKey }),
  config: {
    directory: folder,
    nodeName,
    stagingDir: join(folder, 'staging', String(nodeName)),
    exportConcurrency: 4,
    storeConcurrency: 4,
    restoreConcurrency: 4,
  },
});
process.stdout.write('working\n');
