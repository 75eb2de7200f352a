import { DriverFault } from './driver-fault.js';

/**
 * Calls a far side and waits at most so long, also when the driver does not heed its signal. Throws TOO_SLOW
 * when the time is over, and the signal's own reason when that ends first.
 */
export async function limitedCall<R>(
  timeoutMs: number,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<R>,
): Promise<R> {
  signal.throwIfAborted();
  const late = new AbortController();
  const timer = setTimeout(
    () => late.abort(new DriverFault('TOO_SLOW', `${timeoutMs} ms were not enough`)),
    timeoutMs,
  );
  const either = AbortSignal.any([signal, late.signal]);
  const ended = Promise.withResolvers<never>();
  const end = (): void => ended.reject(either.reason as Error);
  either.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([call(either), ended.promise]);
  } catch (error) {
    if (either.aborted) throw either.reason;
    throw error;
  } finally {
    clearTimeout(timer);
    either.removeEventListener('abort', end);
  }
}
