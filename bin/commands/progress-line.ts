const everyMs = 1000;

/** Tells on standard error how far long work is: at most once a second, and nothing of what takes less. */
export function progressLine(what: string): (done: number, total: number) => void {
  let toldAt = performance.now();
  return (done, total) => {
    if (performance.now() - toldAt < everyMs) return;
    toldAt = performance.now();
    process.stderr.write(`${done} of ${total} ${what}\n`);
  };
}
