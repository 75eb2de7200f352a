/** What one message of a deferred answer holds. */
export interface DeferredMessage<T> {
  readonly incremental: readonly T[];
  readonly hasNext: boolean;
}

/** Collects payloads and hands them on in messages: what is there at once, the rest as it comes. */
export class PayloadQueue<T> {
  private waiting: T[] = [];
  private ended = false;
  private failure: Error | undefined;
  private wake: (() => void) | undefined;

  push(payloads: readonly T[]): void {
    this.waiting.push(...payloads);
    this.wake?.();
  }

  /** Says that nothing follows, or why nothing can. */
  end(failure?: Error): void {
    this.ended = true;
    this.failure = failure;
    this.wake?.();
  }

  /** The messages; the last one says that nothing follows. Throws what the end was told. */
  async *messages(): AsyncGenerator<DeferredMessage<T>, void, void> {
    for (;;) {
      while (this.waiting.length === 0 && !this.ended)
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      const incremental = this.waiting;
      this.waiting = [];
      if (this.failure) throw this.failure;
      const hasNext = !this.ended;
      yield { incremental, hasNext };
      if (!hasNext) return;
    }
  }
}
