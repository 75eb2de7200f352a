import { progressBar } from './progress-bar.js';

const lineEveryMs = 1000;
const barEveryMs = 100;
const widest = 30;

/** Where progress is told. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  /** Characters of a line. */
  readonly columns?: number;
  write(text: string): unknown;
}

/**
 * Tells on standard error how far long work is, and nothing of what takes less than a second: on a terminal as a bar that
 * is drawn over itself, elsewhere as a line a second at most.
 */
export function progressLine(
  what: string,
  output: ProgressOutput = process.stderr,
): (done: number, total: number) => void {
  const startedAt = performance.now();
  let toldAt = startedAt;
  let isDrawn = false;
  return (done, total) => {
    const now = performance.now();
    const isEnd = done >= total;
    if (!output.isTTY) {
      if (now - toldAt < lineEveryMs) return;
      toldAt = now;
      return void output.write(`${done} of ${total} ${what}\n`);
    }
    if (now - startedAt < lineEveryMs || (now - toldAt < barEveryMs && !isEnd)) return;
    if (isEnd && !isDrawn) return;
    toldAt = now;
    isDrawn = !isEnd;
    output.write(`\r\u001B[K${bar(done, total, what, output.columns ?? 80)}${isEnd ? '\n' : ''}`);
  };
}

function bar(done: number, total: number, what: string, columns: number): string {
  const told = `${done} of ${total} ${what}`;
  const width = Math.min(widest, columns - told.length - 4);
  if (width < 5) return told.slice(0, columns - 1);
  return `${progressBar(total === 0 ? 1 : done / total, width)} ${told}`;
}
