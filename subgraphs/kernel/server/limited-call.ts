/** How long a call of a far side may take. */
export interface CallLimit {
  readonly timeoutMs: number;
  /** What it fails with when the time is over. */
  readonly tooSlow: () => Error;
}

/**
 * Calls a far side and waits at most so long, also when the driver does not heed its signal. Throws the
 * limit's fault when the time is over, and the signal's own reason when that ends first.
 */
export async function limitedCall<R>(
  { timeoutMs, tooSlow }: CallLimit,
  signal: AbortSignal | undefined,
  call: (signal: AbortSignal) => Promise<R>,
): Promise<R> {
  signal?.throwIfAborted();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(tooSlow()), timeoutMs);
  const either = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
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
