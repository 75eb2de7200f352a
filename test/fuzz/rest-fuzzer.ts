import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import type { Dialect, Row } from '../../gateway/rest/route.js';
import { answerWithinMs } from './fuzz-settings.js';
import type { FuzzProduct } from './fuzz-product.js';
import { assertUnpolluted } from './leaks.js';
import { assertDialectAnswer, type Answer } from './rest-answers.js';
import type { FuzzRequest } from './row-requests.js';
import { StoredState } from './stored-state.js';

/** Methods that write nothing whatever row they reach; the header that overrides a method is heard of POST alone. */
const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Sends requests to the rows of a product and holds each answer against the rules. */
export class RestFuzzer {
  private constructor(
    private readonly product: FuzzProduct,
    private readonly state: StoredState,
  ) {}

  /** A product has one watcher of its state. */
  static async on(product: FuzzProduct, state?: StoredState): Promise<RestFuzzer> {
    return new RestFuzzer(product, state ?? (await StoredState.of(product.kernel)));
  }

  /** Sends one request. Fails when the answer is not the dialect's, is late, or a refusal has left something. */
  async check(dialect: Dialect, row: Row, request: FuzzRequest): Promise<Answer> {
    const send = (): Promise<Answer> => this.send(dialect, request);
    const answer = readingMethods.has(request.method)
      ? await send()
      : await this.state.unchangedIfRefused(send, ({ status }) => status >= 400);
    assert.deepEqual(this.product.errors.takeErrors(), [], 'something failed inside');
    if (isDialects(dialect, request)) assertDialectAnswer(dialect, row, request, answer);
    assertUnpolluted();
    return answer;
  }

  /** Sends a request; one that is late is sent once more, because this machine may have slept. */
  private async send(dialect: Dialect, request: FuzzRequest, again = true): Promise<Answer> {
    const { port, method, url, headers, body } = request;
    const app = port === 'main' ? this.product.gateway.app : this.product.ownPort(dialect.name);
    const began = performance.now();
    const response = await app.inject({
      method: method as 'GET',
      url,
      headers,
      ...(body === null ? {} : { payload: Buffer.from(body, 'hex') }),
    });
    const ms = Math.round(performance.now() - began);
    if (ms > answerWithinMs) {
      if (again) return this.send(dialect, request, false);
      assert.fail(`the answer took ${ms} ms`);
    }
    const { statusCode: status, headers: received, rawPayload } = response;
    const isPacked = received['content-encoding'] === 'gzip' && method !== 'HEAD';
    const bytes = isPacked ? gunzipSync(rawPayload) : rawPayload;
    return { status, headers: received, text: bytes.toString(), bytes: rawPayload.length };
  }
}

/** Whether the dialect answers; on the port of all dialects the root belongs to a browser too. */
function isDialects(dialect: Dialect, { port, url }: FuzzRequest): boolean {
  const path = url.split('?')[0] ?? '';
  return port === 'own' || (path !== '/' && dialect.owns(path));
}
