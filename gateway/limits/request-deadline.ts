import { Fault } from '../../subgraphs/kernel/errors/fault.js';
import { RequestEnd } from '../../subgraphs/kernel/subgraph/request-end.js';
import { Deadlines, Timed } from '../federation/transport/deadlines.js';

/** The time of one request. Its end is when the caller is gone or the time is over, whichever is first. */
export class RequestDeadline extends Timed {
  readonly end = new RequestEnd();

  constructor(private readonly owner: RequestDeadlines) {
    super();
  }

  override expire(): void {
    this.end.end(
      new Fault(
        'SUBGRAPH_TIMEOUT',
        `The operation took longer than ${this.owner.timeoutMs} ms and was given up.`,
      ),
    );
  }

  /** The caller is gone. */
  abort(): void {
    this.settle();
    this.end.end();
  }

  /** The answer is out: nothing ends any more. */
  settle(): void {
    this.owner.settle(this);
  }
}

/** Gives each request the same time. */
export class RequestDeadlines {
  private readonly deadlines: Deadlines | undefined;

  /** In ms; 0 gives any time. */
  constructor(readonly timeoutMs: number) {
    this.deadlines = timeoutMs > 0 ? new Deadlines(timeoutMs) : undefined;
  }

  begin(): RequestDeadline {
    const deadline = new RequestDeadline(this);
    this.deadlines?.begin(deadline);
    return deadline;
  }

  settle(deadline: RequestDeadline): void {
    this.deadlines?.end(deadline);
  }
}

/**
 * The work's result, or SUBGRAPH_TIMEOUT as soon as its time is over, whether or not the work heeds the end. A caller
 * that is gone waits for nothing, so that end is left to the work.
 */
export function withinDeadline<R>(end: RequestEnd | undefined, work: Promise<R>): Promise<R> {
  if (!end) return work;
  return new Promise((resolve, reject) => {
    const forget = end.onEnd(() => {
      if (end.reason) reject(end.reason);
    });
    work.then(
      (result) => {
        forget();
        resolve(result);
      },
      (error: unknown) => {
        forget();
        reject(error as Error);
      },
    );
  });
}
