import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Log } from '../log/log.js';
import { metricsType } from '../telemetry/metrics.js';

const mostScrapes = 4;
const stranger = 'Send the token of INFRAGRAPH_METRICS_TOKEN, or that of an operator, as a bearer token.';

/** What a route of metrics is served with. */
export interface MetricsRouteOptions {
  readonly path: string;
  readonly log: Log;
  /** The text; fails while it cannot be read. */
  readonly text: () => Promise<string>;
  /** Whether who sends this Authorization header may read it. */
  readonly allows: (authorization: string | undefined) => Promise<boolean>;
}

/** Serves metrics in the text format of Prometheus: 401 for strangers, 503 while something cannot be read or too many ask. */
export function registerMetrics(app: FastifyInstance, options: MetricsRouteOptions): void {
  let scrapes = 0;
  app.get(options.path, async ({ headers }, reply) => {
    if (scrapes >= mostScrapes) return answer(reply, 503, 'Too many scrapes at once.');
    scrapes++;
    try {
      if (!(await options.allows(headers.authorization))) return answer(reply, 401, stranger);
      const text = await options.text();
      void reply.type(metricsType);
      return text;
    } catch (err) {
      options.log.warn({ err }, 'The metrics could not be read');
      return answer(reply, 503, 'The metrics cannot be read now.');
    } finally {
      scrapes--;
    }
  });
}

function answer(reply: FastifyReply, status: 401 | 503, sentence: string): string {
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  else void reply.header('retry-after', '5');
  void reply.code(status).type('text/plain; charset=utf-8');
  return `${sentence}\n`;
}
