import type { RequestEnd } from '../../../subgraphs/kernel/subgraph/request-end.js';
import { Deadlines } from './deadlines.js';
import { Exchange, type ReadAnswer, type RequestText } from './exchange.js';
import { HttpConnections } from './http-connections.js';

/** What a value of a header may hold; anything else could begin another header. */
const headerValue = /^[\t\u0020-\u007e]*$/;

/** Posts JSON to one place and reads what comes back whole, each within the same time. */
export class JsonPoster {
  private readonly deadlines: Deadlines;
  private readonly connections: HttpConnections;
  private readonly head: string;

  constructor(url: URL, { limit, timeoutMs }: { readonly limit: number; readonly timeoutMs: number }) {
    const isTls = url.protocol === 'https:';
    const port = Number(url.port === '' ? (isTls ? 443 : 80) : url.port);
    this.deadlines = new Deadlines(timeoutMs);
    this.connections = new HttpConnections(
      { host: url.hostname.replace(/^\[|\]$/g, ''), port, isTls },
      limit,
    );
    this.head =
      `POST ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\nconnection: keep-alive\r\n` +
      'content-type: application/json\r\naccept: application/json\r\n';
  }

  /** `headers` are names and values in turn; throws for a value that cannot be one. Rejects when there is no answer, or the caller is gone before it. */
  post(body: string, headers: readonly string[], end?: RequestEnd): Promise<ReadAnswer> {
    const exchange = new Exchange(this.write(body, headers));
    this.deadlines.begin(exchange);
    const forget = end?.onEnd(() => exchange.stop(new Error('Nobody waits for the answer.')));
    exchange.onSettled = () => {
      this.deadlines.end(exchange);
      forget?.();
    };
    if (exchange.isSettled) exchange.onSettled();
    else this.connections.send(exchange);
    return exchange.answer;
  }

  /** Ends all connections; what is under way fails. */
  close(): void {
    this.connections.close();
  }

  private write(body: string, headers: readonly string[]): RequestText {
    const length = Buffer.byteLength(body);
    let text = this.head;
    for (let i = 0; i + 1 < headers.length; i += 2) {
      const value = headers[i + 1] ?? '';
      if (!headerValue.test(value)) throw new Error(`The header ${headers[i]} cannot be sent.`);
      text += `${headers[i]}: ${value}\r\n`;
    }
    return {
      text: `${text}content-length: ${length}\r\n\r\n${body}`,
      encoding: length === body.length ? 'latin1' : 'utf8',
    };
  }
}
