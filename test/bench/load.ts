import autocannon from 'autocannon';
import type { BenchRequest } from './messages.js';

/** Connections that ask at once, each waiting for its answer, where a case does not say. */
export const connections = 10;

/** An answer may take so many seconds, which only a machine with much else to do needs. */
const patience = 60;

/** What is asked and how long its answer must be, in UTF-16 units. */
export interface Target {
  readonly url: string;
  readonly request: BenchRequest;
  readonly length: number;
  readonly connections: number;
}

/** Asks `amount` times over all connections; answers the requests per second. Throws unless every answer was 200 and as long as it must be. */
export async function requestsPerSecond(
  { url, request, length, connections: atOnce }: Target,
  amount: number,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const startedAt = performance.now();
  let lastAt = startedAt;
  const requests = Math.max(amount, atOnce);
  const running = autocannon(
    {
      url: url + request.path,
      method: request.method,
      headers: request.headers,
      ...(request.body === undefined ? {} : { body: request.body }),
      connections: atOnce,
      amount: requests,
      sampleInt: 10,
      timeout: patience,
      skipAggregateResult: true,
      verifyBody: (body) => body.length === length,
    },
    (error, { errors, timeouts, mismatches, statusCodeStats }) => {
      const good = statusCodeStats['200']?.count ?? 0;
      if (error) reject(error);
      else if (errors > 0 || mismatches > 0 || good !== requests)
        reject(
          new Error(
            `${request.method} ${request.path}: of ${requests} answers ${good} were 200, ${mismatches} not ${length} long, ${errors} failed (${timeouts} too late)`,
          ),
        );
      else resolve((requests / (lastAt - startedAt)) * 1000);
    },
  );
  running.on('response', () => {
    lastAt = performance.now();
  });
  return promise;
}
