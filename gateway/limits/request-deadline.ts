import { Fault } from '../../subgraphs/kernel/errors/fault.js';

/** Ends when the caller is gone or the time is over, whichever is first. */
export interface RequestDeadline {
  readonly signal: AbortSignal;
  /** The caller is gone. */
  abort(): void;
  /** The answer is out: nothing ends any more. */
  settle(): void;
}

/** Gives a request so many milliseconds; any number when 0. */
export function requestDeadline(timeoutMs: number): RequestDeadline {
  const ended = new AbortController();
  const late = (): void =>
    ended.abort(
      new Fault('SUBGRAPH_TIMEOUT', `The operation took longer than ${timeoutMs} ms and was given up.`),
    );
  const timer = timeoutMs > 0 ? setTimeout(late, timeoutMs) : undefined;
  return {
    signal: ended.signal,
    abort: () => {
      clearTimeout(timer);
      ended.abort();
    },
    settle: () => clearTimeout(timer),
  };
}

/**
 * The work's result, or SUBGRAPH_TIMEOUT as soon as its time is over, whether or not the work heeds the signal. A caller
 * that is gone waits for nothing, so that end is left to the work.
 */
export async function withinDeadline<R>(signal: AbortSignal | undefined, work: Promise<R>): Promise<R> {
  if (!signal) return work;
  const late = Promise.withResolvers<never>();
  const end = (): void => {
    if (signal.reason instanceof Fault) late.reject(signal.reason);
  };
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    signal.removeEventListener('abort', end);
    late.promise.catch(() => undefined);
  }
}
