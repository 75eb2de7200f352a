import { lost } from '../state/connection.js';
import { socket } from './socket.js';

/** What every event of the graph has. */
export interface GraphEvent {
  readonly cursor: string;
  readonly kind: string;
}

const longestWaitMs = 2000;

/**
 * Follows a subscription for as long as the page lives. After a loss it goes on exactly behind the last event; where
 * the server no longer knows that place, it starts anew with the present state.
 */
export function follow<E extends GraphEvent>(document: string, handle: (event: E) => void): () => void {
  const stopping = new AbortController();
  void run(document, handle, stopping.signal);
  return () => stopping.abort();
}

async function run<E extends GraphEvent>(
  document: string,
  handle: (event: E) => void,
  stopping: AbortSignal,
): Promise<void> {
  let after: string | undefined;
  for (let losses = 0; !stopping.aborted; losses++) {
    try {
      await iterate<E>(document, after, stopping, (event) => {
        losses = 0;
        after = event.cursor;
        handle(event);
      });
    } catch (error) {
      // Errors of the graph, and not of the line: the place in the log may be the reason.
      if (Array.isArray(error)) after = undefined;
      else if (!stopping.aborted) lost();
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(200 * 2 ** losses, longestWaitMs)));
  }
}

/** One subscription until the server ends it, the line breaks, an event comes without its data, or it is stopped. */
async function iterate<E>(
  document: string,
  after: string | undefined,
  stopping: AbortSignal,
  handle: (event: E) => void,
): Promise<void> {
  const events = socket.iterate<Record<string, E | null>>({ query: document, variables: { after } });
  const stop = (): void => void events.return?.();
  stopping.addEventListener('abort', stop);
  try {
    for await (const { data } of events) {
      const event = Object.values(data ?? {})[0];
      if (!event) return;
      handle(event);
    }
  } finally {
    stopping.removeEventListener('abort', stop);
  }
}
