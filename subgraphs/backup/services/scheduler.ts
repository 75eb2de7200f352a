import type { BackupParts } from './parts.js';
import { fireDue } from './fire-schedules.js';

const lookEveryMs = 1000;

/** Lets schedules fire when their time has come. Several processes may do so: each instant fires once. */
export class Scheduler {
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly parts: BackupParts) {}

  start(): void {
    this.begin();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.turn;
  }

  private begin(): void {
    this.turn = fireDue(this.parts)
      .catch((err: unknown) => this.parts.log.warn({ err }, 'Schedules could not be looked after'))
      .finally(() => {
        if (!this.stopped) this.timer = setTimeout(() => this.begin(), lookEveryMs).unref();
      });
  }
}
