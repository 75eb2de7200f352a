/** Maps an iterator without the waiting `return()` of an async generator. */
export function mapped<A, B>(
  source: AsyncIterator<A>,
  change: (value: A) => B | Promise<B>,
): AsyncIterableIterator<B> {
  const iterator: AsyncIterableIterator<B> = {
    async next() {
      const step = await source.next();
      return step.done ? { done: true, value: undefined } : { done: false, value: await change(step.value) };
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}

/** A stream that fails gives its failure as a last value and ends, because a throw would close the client's whole socket. */
export function endingInValue<A>(
  source: AsyncIterator<A>,
  toValue: (error: unknown) => A,
): AsyncIterableIterator<A> {
  let ended = false;
  const end = async (): Promise<void> => {
    ended = true;
    await source.return?.();
  };
  const iterator: AsyncIterableIterator<A> = {
    async next() {
      if (ended) return { done: true, value: undefined };
      try {
        return await source.next();
      } catch (error) {
        await end();
        return { done: false, value: toValue(error) };
      }
    },
    async return() {
      await end();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}
