import type DataLoader from 'dataloader';
import { sql } from 'kysely';
import type { RequestContext } from '../../kernel/subgraph/request-context.js';
import type { Waiting } from '../../kernel/tasks/waiting.js';
import { BackupNode } from '../entities/backup-node.js';
import type { Task } from '../entities/task.js';
import { byGuid } from '../loaders.js';
import { objectsByGuid } from '../services/list-page.js';
import { runningWork, shownWork, type ShownWork } from '../services/list-work.js';
import type { BackupParts } from '../services/parts.js';

/** Backup nodes as lists need them. */
export const nodeKind = { entity: BackupNode, from: sql`backup.node t` };

/** The loaders of one operation for tasks and nodes: one statement a hop. Missing things are null. */
export class WorkLoaders {
  /** Tasks of this subgraph with what is known of them, by GUID. */
  readonly task: DataLoader<string, Task | null>;
  readonly node: DataLoader<string, BackupNode | null>;
  /** The tasks that run on a machine now, by its GUID. */
  readonly runningOf: DataLoader<string, readonly Task[] | null>;
  /** Why waiting tasks wait, by GUID. */
  readonly waiting: DataLoader<string, Waiting | null>;

  private constructor({ store, tasks }: BackupParts, { viewer }: RequestContext) {
    this.task = byGuid((guids) => shownWork(store.sql, viewer, guids));
    this.node = byGuid((guids) => objectsByGuid(store.sql, nodeKind, guids, sql`true`));
    this.runningOf = byGuid((guids) => runningWork(store.sql, viewer, guids));
    this.waiting = byGuid((guids) => tasks.waiting(guids));
  }

  /** The loaders of the operation at hand. */
  static of(parts: BackupParts, context: RequestContext): WorkLoaders {
    return context.slot('backup work', () => new WorkLoaders(parts, context));
  }

  /** What is known here of a task: a list gave it along, or it is looked up. */
  async workOf(task: Task): Promise<ShownWork | null> {
    if (task.work !== undefined) return task.work;
    return (await this.task.load(task.guid))?.work ?? null;
  }
}
