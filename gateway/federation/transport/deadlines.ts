/** What must end in time. */
export abstract class Timed {
  /** When its time is over, by `performance.now()`. */
  end = 0;
  earlier: Timed | undefined;
  later: Timed | undefined;

  /** Called once, when its time is over. */
  abstract expire(): void;
}

/**
 * Ends what takes longer than one and the same time, with a single timer for all: whoever began first is out of time
 * first. Timers and signals of their own would cost each request more than its answer does. They are linked to each
 * other, because a map that is always written to keeps its old entries alive until memory is cleared as a whole.
 */
export class Deadlines {
  private first: Timed | undefined;
  private last: Timed | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly limitMs: number) {}

  begin(timed: Timed): void {
    timed.end = performance.now() + this.limitMs;
    timed.earlier = this.last;
    if (this.last) this.last.later = timed;
    this.last = timed;
    this.first ??= timed;
    this.timer ??= this.lookIn(this.limitMs);
  }

  /** Ends it in time; does nothing for what has expired. */
  end(timed: Timed): void {
    const { earlier, later } = timed;
    if (this.first === timed) this.first = later;
    if (this.last === timed) this.last = earlier;
    if (earlier) earlier.later = later;
    if (later) later.earlier = earlier;
    timed.earlier = undefined;
    timed.later = undefined;
  }

  /** Expires whoever is late, and looks again when the next one may be. */
  private look(): void {
    this.timer = undefined;
    const now = performance.now();
    for (let timed = this.first; timed; timed = this.first) {
      if (timed.end > now) {
        this.timer = this.lookIn(Math.ceil(timed.end - now));
        return;
      }
      this.end(timed);
      timed.expire();
    }
  }

  private lookIn(delayMs: number): NodeJS.Timeout {
    return setTimeout(() => this.look(), delayMs).unref();
  }
}
