import { beginDueClean, unmountExpired } from './begin-clean.js';
import { beginDailyReports } from './daily-reports.js';
import type { BackupParts } from './parts.js';
import { cleanStaging } from './staging-clean.js';

const lookEveryMs = 30_000;

/**
 * Begins clean-ups at their interval, which goes on over restarts, unmounts what was to be mounted until now, and mails the
 * reports of the day before where there is a mail server. All are tasks, and of several processes one begins each.
 */
export class CleanSchedule {
  private readonly timers: NodeJS.Timeout[] = [];
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly parts: BackupParts) {}

  start(): void {
    const { cleanInterval, smtpUrl } = this.parts.config;
    this.every(lookEveryMs, () => unmountExpired(this.parts));
    if (smtpUrl !== undefined) this.every(lookEveryMs, () => beginDailyReports(this.parts));
    if (cleanInterval === 0) return;
    this.every(Math.min(lookEveryMs, cleanInterval), () => beginDueClean(this.parts, cleanInterval));
    const { store, node, tasks } = this.parts;
    // A clean-up runs on any one node; what broken work left in a staging area its own node removes.
    if (tasks.works) this.every(cleanInterval, () => cleanStaging({ store, stagingDir: node.stagingDir }));
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.turn;
  }

  private every(ms: number, work: () => Promise<unknown>): void {
    const look = (): void => {
      this.turn = this.turn.then(work).then(
        () => undefined,
        (err: unknown) => this.parts.log.warn({ err }, 'Old backups could not be looked after'),
      );
    };
    this.timers.push(setInterval(look, Math.min(ms, 2 ** 31 - 1)).unref());
  }
}
