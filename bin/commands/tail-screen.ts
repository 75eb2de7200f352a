import { isOver, taskBar, taskLine, type TailedTask } from './tail-text.js';

/** A terminal as far as it is written to. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
}

/** Tasks in a terminal: those that have ended scroll away above, the others stand below them as bars. */
export class TailScreen {
  private readonly running = new Map<string, TailedTask>();
  private drawn = 0;

  constructor(private readonly terminal: Terminal) {}

  /** Shows how tasks stand now. */
  show(at: string, tasks: readonly TailedTask[]): void {
    const lines: string[] = [];
    for (const task of tasks) {
      if (isOver(task)) {
        // One that was over before anybody looked is no news.
        if (this.running.delete(task.guid) || tasks.length === 1) lines.push(taskLine(at, task));
      } else this.running.set(task.guid, task);
    }
    this.draw(lines);
  }

  private draw(lines: readonly string[]): void {
    const { columns, rows } = this.terminal;
    const room = Math.max(1, rows - 2);
    const all = [...this.running.values()];
    const bars = all.slice(0, room).map((task) => taskBar(task, columns));
    if (all.length > room) bars.push(`and ${all.length - room} more`);
    const up = this.drawn > 0 ? `\u001b[${this.drawn}A` : '';
    this.terminal.write(`${up}\r\u001b[0J${[...lines, ...bars].map((line) => `${line}\n`).join('')}`);
    this.drawn = bars.length;
  }
}
