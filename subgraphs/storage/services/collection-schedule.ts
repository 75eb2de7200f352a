import { sql } from 'kysely';
import { isEnded } from '../../kernel/tasks/task-states.js';
import type { CollectionParts } from './collection-parts.js';
import { collectTaskName, intervalOf, measurable } from './collection-rows.js';

const tickMs = 1000;
/** Collections that one turn begins at most, so that a turn stays short. */
const perTurn = 20;

interface DueRow {
  readonly storage_id: string;
  readonly name: string | null;
}

/**
 * Begins the collection of each storage when it is due: at its interval, and when a range is to be tried
 * again. A storage whose collection still runs waits; with several processes one of them begins it.
 */
export class CollectionSchedule {
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> | undefined;

  constructor(private readonly parts: CollectionParts) {}

  /** Takes up every storage that can be measured, then looks every second for what is due. */
  start(): void {
    this.timer = setInterval(() => this.begin(() => this.beginDue()), tickMs).unref();
    this.begin(() => this.adopt());
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.turn;
  }

  /** Takes up the storages that can be measured and are not yet; or the one just registered. First due one interval later. */
  async adopt(storageId?: string): Promise<void> {
    const { store, config } = this.parts;
    if (config.collectInterval === 0) return;
    const only = storageId === undefined ? sql`true` : sql`s.id = ${storageId}::uuid`;
    await sql`
      insert into storage.metric_collection as m (storage_id, due_at)
      select s.id, now() + ${intervalOf(config.collectInterval)} * interval '1 millisecond'
      from storage.storage s left join storage.metric_collection c on c.storage_id = s.id
      where c.storage_id is null and ${measurable} and ${only}
      on conflict do nothing`.execute(store.sql);
  }

  /** Creates the tasks of all collections that are due; gives their storages. */
  async beginDue(): Promise<readonly string[]> {
    const { store, tasks } = this.parts;
    await this.releaseOver();
    return store.transaction(async (tx) => {
      const { rows } = await sql<DueRow>`
        select c.storage_id, s.name
        from storage.metric_collection c join storage.storage s on s.id = c.storage_id
        where c.enabled and c.task is null and s.deleted_at is null and (c.due_at <= now()
          or exists (select 1 from storage.metric_gap g where g.storage_id = c.storage_id and g.due_at <= now()))
        order by c.due_at limit ${perTurn} for update of c skip locked`.execute(tx.sql);
      for (const { storage_id: storageId, name } of rows) {
        const task = await tasks.create(tx, {
          type: collectTaskName,
          title: `Collection of the performance of ${name ?? 'a storage'}`,
          input: { storageId },
          about: [{ kind: 'Storage', id: storageId }],
          origin: 'SCHEDULE',
        });
        await sql`update storage.metric_collection set task = ${task.guid} where storage_id = ${storageId}::uuid`.execute(
          tx.sql,
        );
      }
      return rows.map((row) => row.storage_id);
    });
  }

  /** A task that was cancelled or failed before it could tell no longer holds its storage. */
  private async releaseOver(): Promise<void> {
    const { store, tasks, config } = this.parts;
    const { rows } = await sql<{ storage_id: string; task: string }>`
      select storage_id, task from storage.metric_collection
      where task is not null and due_at <= now() order by due_at limit ${perTurn}`.execute(store.sql);
    for (const { storage_id: storageId, task: guid } of rows) {
      const task = await tasks.get(guid);
      if (task !== undefined && !isEnded(task.state)) continue;
      await sql`
        update storage.metric_collection c set task = null,
          due_at = now() + ${intervalOf(config.collectInterval)} * interval '1 millisecond'
        from storage.storage s
        where s.id = c.storage_id and c.storage_id = ${storageId}::uuid and c.task = ${guid}::uuid`.execute(
        store.sql,
      );
    }
  }

  private begin(work: () => Promise<unknown>): void {
    this.turn ??= work()
      .then(() => undefined)
      .catch((err: unknown) => this.parts.log.warn({ err }, 'Due collections could not be begun'))
      .finally(() => (this.turn = undefined));
  }
}
