import { HeaderMap } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { codeOf, Fault, faultOf } from '../../subgraphs/kernel/errors/fault.js';
import { spanOf } from '../../subgraphs/kernel/server/trace-requests.js';
import { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { TraceSpan } from '../../subgraphs/kernel/telemetry/trace-span.js';
import { identifyRequest, type ViewerSource } from '../auth/bearer.js';
import { RequestDeadlines } from '../limits/request-deadline.js';

/** What of a request its context is made of. */
export interface Caller {
  readonly headers: Readonly<IncomingHttpHeaders>;
  readonly id: string;
  readonly ip: string;
  /** Absent where nothing is traced. */
  readonly span?: TraceSpan | undefined;
}

/** Tells how the answer to a request ended, whatever writes it. */
export interface AnswerEnd {
  /** Calls the listener once: whether the answer is written, or the caller is gone. */
  onEnd(listener: (isWritten: boolean) => void): void;
}

/** The end of an answer that Node writes. */
export function endOf(response: ServerResponse): AnswerEnd {
  return { onEnd: (listener) => void response.on('close', () => listener(response.writableFinished)) };
}

/** Makes the context of each request of GraphQL over HTTP: who asks, from where, and until when. */
export class RequestContexts {
  private readonly kept = new WeakMap<IncomingMessage, Promise<RequestContext>>();

  constructor(
    private readonly viewers: ViewerSource,
    private readonly deadlines: RequestDeadlines,
  ) {}

  /** The context that was kept for the request, else a new one. Throws the fault for which it cannot be told who asks. */
  of(request: FastifyRequest, reply: FastifyReply): Promise<RequestContext> {
    const kept = this.kept.get(request.raw);
    if (kept) return kept;
    const { headers, id, ip, raw } = request;
    return this.open({ headers, id, ip, span: spanOf(raw) }, endOf(reply.raw));
  }

  /** Makes a context. It ends when the caller is gone or its time is over. */
  async open({ headers, id, ip, span }: Caller, end: AnswerEnd): Promise<RequestContext> {
    const { authorization, cookie } = headers;
    const viewer = await identifyRequest(this.viewers, authorization, cookie).catch((error: unknown) => {
      span?.fail(codeOf(error));
      return identityFault(error);
    });
    const deadline = this.deadlines.begin();
    end.onEnd((isWritten) => {
      // Every answer ends, and the error an abort makes is dear.
      if (isWritten) deadline.settle();
      else deadline.abort();
    });
    const origin = { address: ip, userAgent: headers['user-agent'] ?? null };
    return new RequestContext(viewer, id, deadline.end, origin, span);
  }

  /** Keeps what was opened for whoever answers the request in the end, so that nobody is identified twice. */
  keep(request: IncomingMessage, context: Promise<RequestContext>): void {
    this.kept.set(request, context);
  }
}

/** Why it cannot be told who asks: a token that is nobody's, or the database is away. Apollo Server alone would say 500. */
function identityFault(error: unknown): never {
  const fault = faultOf(error);
  if (!fault) throw error;
  const retry =
    fault.code === 'SUBGRAPH_UNAVAILABLE' ? { headers: new HeaderMap([['retry-after', '1']]) } : {};
  throw new Fault(fault.code, fault.message, {
    details: { http: { status: fault.status, ...retry } },
    cause: error,
  });
}
