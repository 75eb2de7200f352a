import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Log } from '../../kernel/log/log.js';
import { metricHead, metricName, sampleLine, type LatestSample } from './prometheus-text.js';

/** Pages of samples, all of one metric together. */
export type SamplePages = () => AsyncIterable<readonly LatestSample[]>;

const contentType = 'text/plain; version=0.0.4; charset=utf-8';
const mostScrapes = 4;

/**
 * The port that Prometheus scrapes (section 12 of the Delfin contract): `GET /metrics` streams the latest
 * sample of every series and takes nothing away, so any number of scrapers sees the same. More than four
 * scrapes at once are told to come back.
 */
export class PrometheusListener {
  private readonly server: Server;
  private scrapes = 0;

  constructor(
    private readonly pages: SamplePages,
    private readonly log: Log,
  ) {
    this.server = createServer((request, response) => void this.answer(request, response));
    this.server.requestTimeout = 10_000;
  }

  /** Opens the port; 0 takes a free one. Fails when it is taken. Gives the port. */
  async start(host: string, port: number): Promise<number> {
    this.server.listen(port, host);
    await once(this.server, 'listening');
    const { port: opened } = this.server.address() as AddressInfo;
    this.log.info({ host, port: opened }, 'Performance samples can be scraped at /metrics');
    return opened;
  }

  /** Closes the port and cuts scrapes that go on. */
  async stop(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('x-content-type-options', 'nosniff');
    if (request.url?.split('?')[0] !== '/metrics') return plain(response, 404, 'Not found.\n');
    if (request.method !== 'GET') {
      response.setHeader('allow', 'GET');
      return plain(response, 405, 'Only GET is allowed.\n');
    }
    if (this.scrapes >= mostScrapes) {
      response.setHeader('retry-after', '5');
      return plain(response, 503, 'Too many scrapes at once.\n');
    }
    this.scrapes++;
    try {
      await this.stream(response);
    } catch (err) {
      // A scraper that leaves early is no fault of ours.
      if (!response.destroyed) this.log.warn({ err }, 'A scrape of the performance samples failed');
      if (response.headersSent) response.destroy();
      else plain(response, 503, 'The samples cannot be read now.\n');
    } finally {
      this.scrapes--;
    }
  }

  private async stream(response: ServerResponse): Promise<void> {
    const text = metricsText(this.pages());
    // The first page is read before the status is sent, so that a scrape without a database fails as one.
    const first = await text.next();
    response.writeHead(200, { 'content-type': contentType });
    await pipeline(Readable.from(joined(first, text)), response);
  }
}

/** The text of the pages, one piece to a page. */
export async function* metricsText(
  pages: AsyncIterable<readonly LatestSample[]>,
): AsyncGenerator<string, void, undefined> {
  let metric: string | undefined;
  for await (const page of pages) {
    let text = '';
    for (const sample of page) {
      if (metricName(sample) !== metric) text += metricHead(sample);
      metric = metricName(sample);
      text += sampleLine(sample);
    }
    yield text;
  }
}

async function* joined(
  first: IteratorResult<string, void>,
  rest: AsyncGenerator<string, void, undefined>,
): AsyncGenerator<string, void, undefined> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}
