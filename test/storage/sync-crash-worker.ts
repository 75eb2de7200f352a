import { Database } from '../../subgraphs/kernel/database/database.js';
import { TaskHouse } from '../kernel/tasks/task-house.js';
import { silentLog } from '../support/engines.js';
import { StorageHouse } from './storage-house.js';

/** A process that works on the storage subgraph's tasks until it is killed. */
const database = await Database.open({ url: process.env['CRASH_DATABASE'], poolSize: 8 }, silentLog);
const secretsKey = process.env['CRASH_SECRETS'];
if (secretsKey === undefined) throw new Error('This needs the key of the secrets.');
await StorageHouse.openOn(await TaskHouse.openOn(database), { secretsKey });
process.stdout.write('working\n');
