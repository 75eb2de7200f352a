import type { FrameWriter } from './frame-writer.js';
import type { PushedResults } from './pushed-results.js';

/**
 * Sends results as `next` messages of an operation while the client takes them. What the library of the protocol gets
 * is a stream that gives nothing and ends when they do, so that it does the rest: it tells the end, and closes the
 * results when the client or the socket is gone. `tryAgain` is called when the client should come back for more.
 */
export function pushResults(
  results: PushedResults,
  id: string,
  writer: FrameWriter,
  tryAgain: () => void,
): AsyncIterableIterator<never> {
  const head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
  const ended = Promise.withResolvers<void>();
  let started = false;
  const end = (): void => {
    offRoom();
    writer.flush();
    ended.resolve();
  };
  const send = (): void => {
    while (writer.hasRoom) {
      const result = results.take();
      if (result === undefined) break;
      writer.send(head, result.json);
    }
    if (results.end === undefined) return;
    end();
    if (results.end === 'try again later') tryAgain();
  };
  const offRoom = writer.onRoom(send);
  results.onReady(send);
  const over = { done: true, value: undefined } as const;
  const iterator: AsyncIterableIterator<never> = {
    async next() {
      if (!started) {
        started = true;
        send();
      }
      await ended.promise;
      return over;
    },
    return() {
      results.close();
      end();
      return Promise.resolve(over);
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}
