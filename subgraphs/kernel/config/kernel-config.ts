import type { ConfigRow, ConfigRows } from './row.js';
import { choice, duration, integer, optionalText, path } from './row.js';

const databaseUrl: ConfigRow<string | undefined> = {
  ...optionalText(
    'DATABASE_URL',
    'PostgreSQL 15 or newer, such as postgres://user:password@host/infragraph; the embedded database when not set.',
    { secret: true },
  ),
  parse: (text) => {
    if (!/^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? ''))
      throw new Error('must be a postgres:// URL');
    return text;
  },
};

/** Settings of every process: log, database, events, tasks. */
export const kernelConfig = {
  logLevel: choice(
    'INFRAGRAPH_LOG_LEVEL',
    ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
    'info',
    'Least important level that is logged, as JSON lines on standard error.',
  ),
  dataDir: path(
    'INFRAGRAPH_DATA_DIR',
    '.data',
    'Folder of the embedded database and its key; not used for data when DATABASE_URL is set.',
  ),
  databaseUrl,
  databasePool: integer(
    'INFRAGRAPH_DATABASE_POOL',
    10,
    'Most connections this process opens to the PostgreSQL server.',
    { min: 1, max: 1000 },
  ),
  eventRetention: duration(
    'INFRAGRAPH_EVENT_RETENTION',
    '7d',
    'How long events are kept for subscribers that come back with a cursor.',
  ),
  taskRetention: duration('INFRAGRAPH_TASK_RETENTION', '30d', 'How long ended tasks are kept.'),
  taskConcurrency: integer(
    'INFRAGRAPH_TASK_CONCURRENCY',
    4,
    'How many tasks of one subgraph this process works on at once.',
    { min: 1, max: 256 },
  ),
} satisfies ConfigRows;
