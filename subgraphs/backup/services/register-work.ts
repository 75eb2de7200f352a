import { Fault } from '../../kernel/errors/fault.js';
import type { TaskType } from '../../kernel/tasks/contract.js';
import type { WorkType } from '../entities/work-words.js';
import { mailReportTask } from '../tasks/mail-report.js';
import { chainEnded } from './chain-end.js';
import { chainStarted, writeNode } from './chain-start.js';
import type { BackupParts } from './parts.js';
import type { WorkFunction, WorkFunctions, WorkInput } from './work-contract.js';
import { workKinds } from './work-kinds.js';
import { workByTask } from './work-row.js';

/** EXPORT and STORE are tried once: the legacy retry is a copy of the task (vprotect.md 4.2). */
const attempts: Readonly<Partial<Record<WorkType, number>>> = { EXPORT: 1, STORE: 1 };
const usualAttempts = 3;

/** Makes kinds of work known to the task engine, each in its lane and with what follows from its start and end. */
export function registerWork(parts: BackupParts, functions: WorkFunctions): void {
  const { tasks, config } = parts;
  for (const [type, work] of Object.entries(functions) as [WorkType, WorkFunction][])
    tasks.register(workTask(parts, type, work));
  tasks.register(mailReportTask(parts));
  tasks.workAtOnce('backup.export', config.exportConcurrency);
  tasks.workAtOnce('backup.store', config.storeConcurrency);
  tasks.workAtOnce('backup.restore', config.restoreConcurrency);
  tasks.workAtOnce('backup.inventory', config.inventoryConcurrency);
  tasks.workAtOnce('backup.other', config.otherConcurrency);
}

function workTask(parts: BackupParts, type: WorkType, work: WorkFunction): TaskType<WorkInput> {
  const { task: name, lane, meaning } = workKinds[type];
  return {
    name,
    lane,
    meaning,
    subgraph: 'backup',
    maxAttempts: attempts[type] ?? usualAttempts,
    started: (tx, started, place) => chainStarted(parts, tx, type, started, place),
    ended: (tx, ended) => chainEnded(parts, tx, type, ended),
    run: async (run) => {
      const facts = (await workByTask(parts.store.sql, [run.guid])).get(run.guid);
      if (run.attempt > 1 && run.place !== undefined)
        await run.transaction(parts.store, (tx) => writeNode(parts, tx, [run.guid]));
      if (!facts) throw new Fault('NOT_FOUND', 'What the task is about is not known any more.');
      return work(run, facts);
    },
  };
}
