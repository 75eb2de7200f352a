import type { StoreDefinition } from './database/database.js';
import { Migration0001Events } from './database/migrations/0001-events.js';
import { Migration0002Tasks } from './database/migrations/0002-tasks.js';
import { Migration0004TaskLanes } from './database/migrations/0004-task-lanes.js';
import { Migration0005Webhooks } from './database/migrations/0005-webhooks.js';
import { webhookSecretColumns } from './events/webhook-row.js';
import { identityTables } from './identity/tables.js';
import { Task } from './tasks/task.js';

/** The kernel's own tables. */
export const kernelTables: StoreDefinition = {
  schema: 'kernel',
  entities: [Task, ...identityTables.entities],
  migrations: [
    Migration0001Events,
    Migration0002Tasks,
    ...identityTables.migrations,
    Migration0004TaskLanes,
    Migration0005Webhooks,
  ],
  secretColumns: webhookSecretColumns,
};
