/** One piece of work per host at a time, in this process; across processes the tables' own keys decide. */
export class HostLocks {
  private readonly tails = new Map<string, Promise<void>>();

  /** Runs `work` when all earlier work for the same host has ended. */
  async run<R>(host: string, work: () => Promise<R>): Promise<R> {
    const key = host.toLowerCase();
    const before = this.tails.get(key) ?? Promise.resolve();
    const result = before.then(work);
    const tail = result.then(
      () => undefined,
      () => undefined,
    );
    this.tails.set(key, tail);
    try {
      return await result;
    } finally {
      if (this.tails.get(key) === tail) this.tails.delete(key);
    }
  }
}
