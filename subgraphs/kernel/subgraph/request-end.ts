import type { Fault } from '../errors/fault.js';

/**
 * When nobody waits for an answer any more, because its caller is gone or its time is over. Every request has one; an
 * AbortSignal, with its listeners, costs more than a small answer does.
 */
export class RequestEnd {
  private ended = false;
  private fault: Fault | undefined;
  private listeners: Set<() => void> | undefined;
  private controller: AbortController | undefined;

  /** The same for what listens to signals; made when first asked for. */
  get signal(): AbortSignal {
    if (!this.controller) {
      const controller = new AbortController();
      this.controller = controller;
      this.onEnd(() => controller.abort(this.fault));
    }
    return this.controller.signal;
  }

  get hasEnded(): boolean {
    return this.ended;
  }

  /** What whoever is still there is told; undefined when the caller is gone, and before the end. */
  get reason(): Fault | undefined {
    return this.fault;
  }

  /** Ends it; the first end is the one that counts. */
  end(reason?: Fault): void {
    if (this.ended) return;
    this.ended = true;
    this.fault = reason;
    const { listeners = [] } = this;
    this.listeners = undefined;
    for (const listener of listeners) listener();
  }

  /** Calls the listener at the end, at once when that was before; returns the way to forget it. */
  onEnd(listener: () => void): () => void {
    if (this.ended) {
      listener();
      return () => undefined;
    }
    this.listeners ??= new Set();
    this.listeners.add(listener);
    return () => void this.listeners?.delete(listener);
  }
}
