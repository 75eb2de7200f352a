const listening = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls `stop` when the signal ends, once; returns the way to forget it. A signal has one listener for all of its fetches. */
export function whenGone(signal: AbortSignal, stop: () => void): () => void {
  if (signal.aborted) {
    stop();
    return () => undefined;
  }
  const stops = listening.get(signal) ?? listen(signal);
  stops.add(stop);
  return () => void stops.delete(stop);
}

function listen(signal: AbortSignal): Set<() => void> {
  const stops = new Set<() => void>();
  listening.set(signal, stops);
  const stopAll = (): void => {
    for (const stop of stops) stop();
    stops.clear();
  };
  signal.addEventListener('abort', stopAll, { once: true });
  return stops;
}
