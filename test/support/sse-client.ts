import type { ChildOwner } from './child.js';
import { waitFor } from './wait-for.js';

/** One message of a stream of Server-Sent Events. */
export interface SseMessage {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

/** A connection that reads Server-Sent Events as a browser does. */
export interface SseClient {
  readonly status: number;
  readonly headers: Headers;
  readonly messages: readonly SseMessage[];
  /** Comments so far. */
  readonly comments: number;
  /** Whether the server has ended the answer, or the connection broke. */
  readonly ended: boolean;
  /** The message of this place, as soon as it is there. */
  at(index: number): Promise<SseMessage>;
  /** Breaks the connection off. */
  close(): void;
}

/** Asks for a stream, and reads it until `owner` ends. */
export async function openSse(owner: ChildOwner, url: string, init: RequestInit = {}): Promise<SseClient> {
  const gone = new AbortController();
  const { headers = {}, ...rest } = init;
  const answer = await fetch(url, {
    ...rest,
    headers: { accept: 'text/event-stream', ...(headers as Record<string, string>) },
    signal: gone.signal,
  });
  const client = new ReadingClient(answer, gone);
  void client.read();
  owner.after(() => Promise.resolve(client.close()));
  return client;
}

/** Asks for an operation's stream by POST. */
export function subscribeSse(
  owner: ChildOwner,
  url: string,
  query: string,
  variables: object = {},
  headers: Record<string, string> = {},
): Promise<SseClient> {
  return openSse(owner, `${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
}

class ReadingClient implements SseClient {
  readonly messages: SseMessage[] = [];
  comments = 0;
  ended = false;

  constructor(
    private readonly answer: Response,
    private readonly gone: AbortController,
  ) {}

  get status(): number {
    return this.answer.status;
  }

  get headers(): Headers {
    return this.answer.headers;
  }

  async read(): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    try {
      for await (const chunk of this.answer.body ?? []) {
        text += decoder.decode(chunk as Uint8Array, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        blocks.forEach((block) => this.take(block));
      }
    } catch {
      // A connection that broke has ended as well.
    }
    this.ended = true;
  }

  at(index: number): Promise<SseMessage> {
    return waitFor(`message ${index} of the stream`, () => this.messages[index]);
  }

  close(): void {
    this.gone.abort();
  }

  private take(block: string): void {
    const lines = block.split('\n');
    if (lines.every((line) => line.startsWith(':'))) {
      this.comments++;
      return;
    }
    const value = (field: string): string | undefined =>
      lines
        .find((line) => line.startsWith(`${field}:`))
        ?.slice(field.length + 1)
        .replace(/^ /, '');
    this.messages.push({ event: value('event') ?? 'message', id: value('id'), data: value('data') ?? '' });
  }
}
