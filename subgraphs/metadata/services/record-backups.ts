import { sql } from 'kysely';
import { ZodError } from 'zod';
import type { Tx } from '../../kernel/database/store.js';
import type { LoggedEvent } from '../../kernel/events/event.js';
import { EventFollower } from '../../kernel/events/event-follower.js';
import { faultOf } from '../../kernel/errors/fault.js';
import type { Log } from '../../kernel/log/log.js';
import { BackupRecordStatus } from '../entities/backup-record-status.js';
import { insertBackupRecord } from './create-backup-record.js';
import type { MetadataParts } from './parts.js';
import { backupLog, documentOfBackup, readStoredBackup, storedKind } from './stored-backup.js';

/**
 * Makes a record of every backup that the backup subgraph stores, for one user. It follows that subgraph's
 * event log and keeps its place with each record, so nothing is left out over a restart; a record that is
 * there already is left as it is, so several processes may do this at once.
 */
export class RecordBackups {
  private readonly follower: EventFollower;

  constructor(
    private readonly parts: MetadataParts,
    private readonly log: Log,
    private readonly userId: string,
  ) {
    this.follower = new EventFollower({
      events: parts.events,
      subgraph: backupLog,
      matches: ({ kind }) => kind === storedKind,
      place: () => this.place(),
      handle: (event) => this.record(event),
      failed: (err) => log.warn({ err }, 'Finished backups could not be recorded; trying again'),
    });
  }

  /** Begins behind the last record made; the first time with the backups from now on. */
  async start(): Promise<void> {
    await this.place();
    this.follower.start();
  }

  async stop(): Promise<void> {
    await this.follower.stop();
  }

  /** The place to go on from. What the log has forgotten meanwhile cannot be recorded any more. */
  private async place(): Promise<number> {
    const { floor, head } = await this.parts.events.log.range(backupLog);
    const { rows } = await sql<{ place: number }>`
      insert into metadata.recorded_backups (place) values (${head})
      on conflict (only_row) do update set place = recorded_backups.place returning place`.execute(
      this.parts.store.sql,
    );
    const place = rows[0]?.place ?? head;
    if (place < floor)
      this.log.warn({ place, floor }, 'Backups finished so long ago that they are not recorded');
    return Math.max(place, floor);
  }

  private async record({ seq, tenantId, payload }: LoggedEvent): Promise<void> {
    try {
      await this.parts.store.transaction(async (tx) => {
        await insertBackupRecord(
          this.parts,
          tx,
          documentOfBackup(readStoredBackup(payload), this.parts.documentBytes),
          BackupRecordStatus.AVAILABLE,
          { userId: this.userId, userName: null, projectId: tenantId },
        );
        await passed(tx, seq);
      });
    } catch (err) {
      if (!(err instanceof ZodError) && faultOf(err)?.code !== 'BAD_USER_INPUT') throw err;
      this.log.warn({ err, backup: payload['guid'] }, 'A backup cannot be written as a record');
      await this.parts.store.transaction((tx) => passed(tx, seq));
    }
  }
}

async function passed(tx: Tx, seq: number): Promise<void> {
  await sql`update metadata.recorded_backups set place = greatest(place, ${seq})`.execute(tx.sql);
}
