import { request as ask } from 'undici';
import { Fault } from '../../subgraphs/kernel/errors/fault.js';
import type { Log } from '../../subgraphs/kernel/log/log.js';
import { hopHeader } from '../../subgraphs/kernel/server/subgraph-server.js';
import type { SubgraphRequest, SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { TraceSpan } from '../../subgraphs/kernel/telemetry/trace-span.js';
import { RemoteSubscription } from './remote-subscription.js';
import type { SubgraphLink } from './subgraph-link.js';
import { JsonPoster } from './transport/json-poster.js';

const connections = 32;

/** Where a remote subgraph is and how to speak to it. */
export interface RemoteLinkOptions {
  readonly name: string;
  /** URL of its GraphQL endpoint; it never appears in an error. */
  readonly url: string;
  readonly timeoutMs: number;
  readonly log: Log;
  /** Signs who asks, for this subgraph alone; without it nobody is told. */
  readonly signHop?: ((context: RequestContext) => string) | undefined;
  /** How it is asked whether it serves: by our health route, or by the smallest query. */
  readonly health: 'route' | 'query';
}

/** A subgraph behind its own server: fetches over HTTP with a deadline, subscriptions over WebSocket. */
export function remoteLink(options: RemoteLinkOptions): SubgraphLink {
  const url = new URL(options.url);
  const poster = new JsonPoster(url, { limit: connections, timeoutMs: options.timeoutMs });
  const open = new Set<RemoteSubscription>();
  return {
    name: options.name,
    server: { address: url.hostname, port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80) },
    execute: (request, context, span) => post(poster, options, request, context, span),
    subscribe: (request, context, span) =>
      Promise.resolve(subscribe(url, options, open, request, context(), span)),
    check: () => check(url, options),
    close: async () => {
      for (const subscription of open) await subscription.return();
      poster.close();
    },
  };
}

async function post(
  poster: JsonPoster,
  options: RemoteLinkOptions,
  request: SubgraphRequest,
  context: RequestContext,
  span: TraceSpan | undefined,
): Promise<SubgraphResponse> {
  const headers = ['x-request-id', context.requestId];
  if (options.signHop) headers.push(hopHeader, options.signHop(context));
  if (span) headers.push(...Object.entries(span.parent).flat());
  try {
    const answer = await poster.post(request.body ?? JSON.stringify(request), headers, context.end);
    const body = readAnswer(JSON.parse(answer.text), answer.isPlain);
    if (!body || (answer.status !== 200 && !body.errors)) throw new Error(`Status ${answer.status}`);
    return body;
  } catch (err) {
    options.log.warn({ err, subgraph: options.name }, 'A fetch failed');
    throw unreachable(options.name, isTimeout(err));
  }
}

function subscribe(
  url: URL,
  options: RemoteLinkOptions,
  open: Set<RemoteSubscription>,
  request: SubgraphRequest,
  context: RequestContext,
  span: TraceSpan | undefined,
): RemoteSubscription {
  const subscription = new RemoteSubscription(request, {
    url: url.href.replace(/^http/, 'ws'),
    parameters: () => ({ ...(options.signHop && { hop: options.signHop(context) }), ...span?.parent }),
    timeoutMs: options.timeoutMs,
    lost: (err) => {
      options.log.warn({ err, subgraph: options.name }, 'A subscription to a subgraph was lost');
      return unreachable(options.name, false);
    },
    closed: () => open.delete(subscription),
  });
  open.add(subscription);
  return subscription;
}

async function check(url: URL, options: RemoteLinkOptions): Promise<void> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  try {
    const { statusCode, body } = await (options.health === 'route'
      ? ask(new URL('/health/ready', url), { signal })
      : ask(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify({ query: '{ __typename }' }),
          signal,
        }));
    await body.dump();
    if (statusCode !== 200) throw new Error(`Status ${statusCode}`);
  } catch (err) {
    throw new Fault('SUBGRAPH_UNAVAILABLE', `The subgraph "${options.name}" is not ready.`, {
      cause: err,
      details: { subgraph: options.name },
    });
  }
}

function unreachable(name: string, late: boolean): Fault {
  return late
    ? new Fault('SUBGRAPH_TIMEOUT', `The subgraph "${name}" did not answer in time.`, {
        details: { subgraph: name },
      })
    : new Fault('SUBGRAPH_UNAVAILABLE', `The subgraph "${name}" is unavailable.`, {
        details: { subgraph: name },
      });
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && /timeout/i.test(error.name + ('code' in error ? String(error.code) : ''));
}

/** A subgraph's answer is outside data: an object with `data`, `errors` or both. */
function readAnswer(body: unknown, isPlain: boolean): SubgraphResponse | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const errors = 'errors' in body && Array.isArray(body.errors) ? body.errors : undefined;
  const data =
    'data' in body && (typeof body.data === 'object' || body.data === null) ? body.data : undefined;
  if (data === undefined && !errors) return undefined;
  return {
    isPlain,
    ...(data === undefined ? {} : { data: data as Record<string, unknown> | null }),
    ...(errors ? { errors } : {}),
  };
}
