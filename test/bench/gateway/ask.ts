import { isDeepStrictEqual } from 'node:util';
import { Pool } from 'undici';
import type { Asked } from './far-side-messages.js';

const headers = { 'content-type': 'application/json', accept: 'application/json' };
const patienceMs = 30_000;

/** Answers a gateway gave over some connections, and how long each took. */
export class Asking {
  /** In ms, one of each answer. */
  readonly latencies: number[] = [];
  wrong = 0;
  private readonly pool: Pool;
  private readonly path: string;
  private readonly texts: readonly string[];

  constructor(
    private readonly asked: Asked,
    private readonly connections: number,
    expected: readonly string[],
  ) {
    const { origin, pathname } = new URL(asked.url);
    this.path = pathname;
    this.pool = new Pool(origin, {
      connections,
      pipelining: 1,
      headersTimeout: patienceMs,
      bodyTimeout: patienceMs,
    });
    this.texts = expected;
  }

  /** Asks for so long; what was sent by then is waited for. */
  async during(ms: number): Promise<void> {
    const expected = this.texts.map((text) => Buffer.from(text));
    const until = performance.now() + ms;
    let turn = 0;
    const keepAsking = async (): Promise<void> => {
      while (performance.now() < until) {
        const place = turn++ % this.asked.bodies.length;
        const startedAt = performance.now();
        const { status, bytes } = await this.once(this.asked.bodies[place] ?? '');
        this.latencies.push(performance.now() - startedAt);
        if (status !== 200 || !this.isExpected(bytes, expected[place], this.texts[place])) this.wrong++;
      }
    };
    await Promise.all(Array.from({ length: this.connections }, keepAsking));
  }

  async once(body: string): Promise<{ readonly status: number; readonly bytes: Buffer }> {
    const answer = await this.pool.request({ method: 'POST', path: this.path, headers, body });
    return { status: answer.statusCode, bytes: Buffer.from(await answer.body.arrayBuffer()) };
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private isExpected(bytes: Buffer, expected: Buffer | undefined, text: string | undefined): boolean {
    if (!expected || text === undefined) return false;
    return bytes.equals(expected) || isDeepStrictEqual(JSON.parse(bytes.toString()), JSON.parse(text));
  }
}
