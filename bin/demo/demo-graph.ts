import { setTimeout as rest } from 'node:timers/promises';

const pollMs = 300;
const longestMs = 120_000;

/** What the graph refuses, in its own words. */
export class DemoRefusal extends Error {
  constructor(
    message: string,
    readonly code: string | undefined,
  ) {
    super(message);
    this.name = 'DemoRefusal';
  }
}

interface GraphAnswer<T> {
  readonly data?: T | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** A task as far as the demo looks at it. */
export interface DemoTask {
  readonly guid: string;
}

/** The public graph of a server, over HTTP like any client's. */
export class DemoGraph {
  constructor(
    /** Its GraphQL URL. */
    private readonly url: string,
    private readonly token: string | undefined,
    private readonly signal: AbortSignal,
  ) {}

  /** Asks or changes something. Throws a DemoRefusal when the answer has an error, and what `fetch` throws. */
  async ask<T>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const answer = await fetch(this.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
      },
      body: JSON.stringify({ query, variables }),
      signal: this.signal,
    });
    const { data, errors } = (await answer.json()) as GraphAnswer<T>;
    const [first] = errors ?? [];
    if (first) throw new DemoRefusal(first.message, first.extensions?.code);
    if (data == null) throw new DemoRefusal(`The server answered ${answer.status} without data.`, undefined);
    return data;
  }

  /** Waits until tasks have ended, however they end. */
  async ended(tasks: readonly DemoTask[]): Promise<void> {
    for (const { guid } of tasks) {
      await this.until(`task ${guid}`, async () => {
        const { task } = await this.ask<{ task: { state: string } | null }>(
          'query DemoTask($guid: ID!) { task(guid: $guid) { state } }',
          { guid },
        );
        return task === null || !['QUEUED', 'RUNNING'].includes(task.state);
      });
    }
  }

  /** Asks again and again until something holds. Throws when it does not within two minutes. */
  async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + longestMs; !(await holds()); await this.rest(pollMs))
      if (Date.now() > end) throw new DemoRefusal(`Waited in vain for ${what}.`, undefined);
  }

  /** Waits, unless the demo ends. */
  rest(ms: number): Promise<void> {
    return rest(ms, undefined, { signal: this.signal });
  }
}
