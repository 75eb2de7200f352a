/** The same stream, which calls `ended` when it has ended in whatever way. */
export function onceReturned<A>(source: AsyncIterator<A>, ended: () => void): AsyncIterableIterator<A> {
  const iterator: AsyncIterableIterator<A> = {
    async next() {
      try {
        const step = await source.next();
        if (step.done) ended();
        return step;
      } catch (error) {
        ended();
        throw error;
      }
    },
    async return() {
      ended();
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}
