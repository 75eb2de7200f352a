import type { Pool } from 'undici';
import { whenGone } from './caller-gone.js';
import { Deadlines } from './deadlines.js';
import { Exchange, type ReadAnswer } from './exchange.js';

const fixedHeaders = ['content-type', 'application/json', 'accept', 'application/json'] as const;

/** Posts JSON to one place and reads what comes back whole, each within the same time. */
export class JsonPoster {
  private readonly deadlines: Deadlines;

  constructor(
    private readonly pool: Pool,
    private readonly path: string,
    timeoutMs: number,
  ) {
    this.deadlines = new Deadlines(timeoutMs);
  }

  /** `headers` are names and values in turn. Rejects when there is no answer, or the caller is gone before it. */
  async post(body: string, headers: readonly string[], signal?: AbortSignal): Promise<ReadAnswer> {
    const exchange = new Exchange();
    this.deadlines.begin(exchange);
    const forget = signal && whenGone(signal, () => exchange.stop(new Error('The caller is gone.')));
    try {
      if (!signal?.aborted)
        this.pool.dispatch(
          { method: 'POST', path: this.path, headers: [...fixedHeaders, ...headers], body },
          exchange,
        );
      return await exchange.answer;
    } finally {
      this.deadlines.end(exchange);
      forget?.();
    }
  }
}
