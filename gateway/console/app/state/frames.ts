/** How long a hidden page waits, which draws no frames. */
const hiddenMs = 1000;

/** Calls `work` once before the next frame, however often it is asked for until then. */
export function onceAFrame(work: () => void): () => void {
  let asked = false;
  const run = (): void => {
    asked = false;
    work();
  };
  return () => {
    if (asked) return;
    asked = true;
    if (document.hidden) setTimeout(run, hiddenMs);
    else requestAnimationFrame(run);
  };
}
