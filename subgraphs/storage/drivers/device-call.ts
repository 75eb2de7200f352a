import { DriverFault, type DriverFaultCode } from './driver-fault.js';

/** What a call that takes too long fails with. */
export interface CallLimit {
  readonly timeoutMs: number;
  readonly code: DriverFaultCode;
}

/**
 * Calls a device and waits at most so long, also when the driver does not heed its signal. Throws the
 * limit's fault when the time is over, and the signal's own reason when that ends first.
 */
export async function callDevice<R>(
  limit: CallLimit,
  signal: AbortSignal | undefined,
  call: (signal: AbortSignal) => Promise<R>,
): Promise<R> {
  signal?.throwIfAborted();
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(tooSlow(limit)), limit.timeoutMs);
  const either = signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal;
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

function tooSlow({ code, timeoutMs }: CallLimit): DriverFault {
  const seconds = `no answer within ${timeoutMs / 1000} s`;
  return new DriverFault(code, code === 'ConnectTimeout' ? [] : [seconds]);
}
