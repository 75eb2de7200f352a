import { Fault } from '../../kernel/errors/fault.js';
import { CloudError, type CloudDriver } from '../drivers/driver.js';

const attempts = 3;

/** A cloud's driver behind a deadline; its failures become faults that name the cloud. */
export class CloudSession {
  constructor(
    private readonly cloud: string,
    private readonly driver: CloudDriver,
    private readonly timeoutMs: number,
  ) {}

  /** Whether the cloud's driver can do this at all. */
  can(operation: keyof CloudDriver): boolean {
    return this.driver[operation] !== undefined;
  }

  /**
   * Calls the cloud once, with all attempts within one deadline: a session it no longer accepts is opened
   * anew, three attempts in all (section 3). Throws BACKEND_ERROR when it fails, refuses or is late.
   * `what` completes "could not …".
   */
  async call<T>(
    what: string,
    work: (driver: CloudDriver, signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), this.timeoutMs);
    const both = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
    try {
      return await Promise.race([this.attempt(work, both), aborted(both)]);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw late.signal.aborted ? this.lateFault(what) : this.fault(what, error);
    } finally {
      clearTimeout(timer);
    }
  }

  private async attempt<T>(
    work: (driver: CloudDriver, signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work(this.driver, signal);
      } catch (error) {
        const again =
          error instanceof CloudError &&
          error.kind === 'UNAUTHORIZED' &&
          attempt < attempts &&
          !signal.aborted;
        if (!again) throw error;
        this.driver.reconnect?.();
      }
    }
  }

  private lateFault(what: string): Fault {
    return new Fault(
      'BACKEND_ERROR',
      `The cloud "${this.cloud}" could not ${what} within ${this.timeoutMs} ms.`,
      { details: { reason: 'CLOUD_LATE' } },
    );
  }

  private fault(what: string, error: unknown): unknown {
    if (!(error instanceof CloudError)) return error;
    const sentence = `The cloud "${this.cloud}" could not ${what}: ${error.message}`;
    return new Fault('BACKEND_ERROR', sentence, { cause: error, details: { reason: `CLOUD_${error.kind}` } });
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
