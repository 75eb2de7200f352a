import { mkdir, statfs } from 'node:fs/promises';
import { sql } from 'kysely';
import { StartFailure } from '../../kernel/errors/start-failure.js';
import { outsideTransaction } from '../../kernel/database/store.js';
import { offlineAfterMs } from '../entities/backup-node.js';
import type { BackupParts } from './parts.js';

const beatMs = 5000;

/** What a node is started with. */
export interface NodeSettings {
  readonly name: string;
  /** Host name of the machine. */
  readonly address: string;
  readonly stagingDir: string;
  readonly version: string;
}

/**
 * The node this process is: registered at the start, a sign of life and its free space every five seconds.
 * A name that a process on another machine answers to is refused: both would take the other's staged data
 * for their own.
 */
export class NodePresence {
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> | undefined;

  constructor(
    private readonly parts: Pick<BackupParts, 'store' | 'log'>,
    private readonly settings: NodeSettings,
  ) {}

  async start(): Promise<void> {
    await mkdir(this.settings.stagingDir, { recursive: true });
    await this.register();
    this.timer = setInterval(() => this.beat(), beatMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
  }

  private async register(): Promise<void> {
    const { name, address, stagingDir, version } = this.settings;
    const { total, available } = await this.space();
    const { rows } = await sql`
      insert into backup.node as n (name, address, version, staging_dir, staging_total, staging_available, started_at, seen_at)
      values (${name}, ${address}, ${version}, ${stagingDir}, ${total}, ${available}, now(), now())
      on conflict (name) do update set address = excluded.address, version = excluded.version, staging_dir = excluded.staging_dir,
        staging_total = excluded.staging_total, staging_available = excluded.staging_available, started_at = now(), seen_at = now()
      where n.address = excluded.address or n.seen_at < now() - ${offlineAfterMs}::integer * interval '1 millisecond'
      returning n.guid`.execute(this.parts.store.sql);
    if (rows.length === 0)
      throw new StartFailure(
        `A backup node named "${name}" runs on another machine. Give this one a name of its own with --node.`,
      );
  }

  private beat(): void {
    this.beating ??= outsideTransaction(() => this.write())
      .catch((err: unknown) => this.parts.log.warn({ err }, 'The backup node could not give a sign of life'))
      .finally(() => (this.beating = undefined));
  }

  private async write(): Promise<void> {
    const { total, available } = await this.space();
    await sql`
      update backup.node set seen_at = now(), staging_total = ${total}, staging_available = ${available}
      where name = ${this.settings.name}`.execute(this.parts.store.sql);
  }

  /** Bytes of the staging space; unknown where the system does not tell. */
  private async space(): Promise<{ total: number | null; available: number | null }> {
    try {
      const { blocks, bavail, bsize } = await statfs(this.settings.stagingDir);
      return { total: blocks * bsize, available: bavail * bsize };
    } catch (err) {
      this.parts.log.warn({ err }, 'The size of the staging space could not be read');
      return { total: null, available: null };
    }
  }
}
