import type { ApolloServer } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  getOperationAST,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type OperationTypeNode,
} from 'graphql';
import type { OutgoingHttpHeaders } from 'node:http';
import { Fault, faultOf } from '../../subgraphs/kernel/errors/fault.js';
import { endRequest, spanOf } from '../../subgraphs/kernel/server/trace-requests.js';
import { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import { identifyRequest, type ViewerSource } from '../auth/bearer.js';
import type { ConnectionCount } from '../limits/connection-count.js';
import type { RequestDeadlines } from '../limits/request-deadline.js';
import type { SubscriptionEngine } from '../subscriptions/subscription-engine.js';
import { acceptedQuality } from './accept.js';
import { EventStreamAnswer } from './event-stream.js';
import { readOperationRequest, type OperationRequest } from './operation-request.js';
import type { OperationSpans } from './operation-spans.js';
import { comesFromOwnPage } from './origin.js';
import type { OperationReader } from './read-operation.js';
import { outcomeOf, type RequestCounts } from './request-counts.js';

const eventsType = 'text/event-stream';
const keepAliveMs = 12_000;
const otherTypes = ['application/graphql-response+json', 'application/json'];

/** What GraphQL over SSE is made of. */
export interface EventStreamOptions {
  readonly viewers: ViewerSource;
  readonly reader: OperationReader;
  readonly engine: SubscriptionEngine;
  readonly apollo: ApolloServer<RequestContext>;
  readonly allowedOrigins: readonly string[];
  readonly deadlines: RequestDeadlines;
  readonly connections: ConnectionCount;
  readonly counts: RequestCounts;
  /** Absent where nothing is traced. */
  readonly spans?: OperationSpans | undefined;
}

/** A request whose operation was read: what is wrong with it, or its document. */
interface ReadRequest extends OperationRequest {
  readonly source: string;
  readonly read: DocumentNode | readonly GraphQLError[];
  /** Undefined where no operation is meant. */
  readonly kind: OperationTypeNode | undefined;
}

/**
 * GraphQL over SSE in its distinct connections mode: a request's own answer is the stream. Whoever takes events gets
 * subscriptions so, and whoever takes nothing else every operation. `Last-Event-ID` stands for the `after` of a
 * subscription, whether or not its operation has one.
 */
export class EventStreams {
  private readonly open = new Set<EventStreamAnswer>();
  private keepAlive: NodeJS.Timeout | undefined;

  constructor(private readonly options: EventStreamOptions) {}

  /** Answers the request if it is one for a stream; false leaves it to others. */
  async answer(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const { accept } = request.headers;
    const quality = acceptedQuality(accept, eventsType);
    if (quality === 0) return false;
    const isWanted = otherTypes.every((type) => quality > acceptedQuality(accept, type));
    const operation = readOperationRequest(request);
    if (!operation) return isWanted && refuse(request, reply, malformed());
    const { reader } = this.options;
    const found = reader.find(operation);
    const source = typeof found === 'string' ? found : '';
    if (!isWanted && !source.includes('subscription')) return false;
    const read = typeof found === 'string' ? reader.read(found) : [found];
    const kind = 'kind' in read ? getOperationAST(read, operation.operationName)?.operation : undefined;
    if (!isWanted && kind !== 'subscription') return false;
    if (!comesFromOwnPage(request.headers, this.options.allowedOrigins))
      return refuse(request, reply, new Fault('FORBIDDEN', 'The page is not of an allowed origin.'));
    if (kind === 'mutation' && request.method === 'GET') return refuseMethod(reply);
    try {
      const asked = { ...operation, source, read, kind };
      await this.serve(asked, request, reply);
    } catch (error) {
      const fault = faultOf(error);
      if (!fault || reply.sent) throw error;
      refuse(request, reply, fault);
    }
    return true;
  }

  /** Ends every stream in a way that lets its client connect again. */
  close(): void {
    for (const answer of this.open) answer.breakOff();
  }

  private async serve(asked: ReadRequest, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { viewers, reader, engine, connections } = this.options;
    const { read, source: text, operationName, variables } = asked;
    const { authorization, cookie } = request.headers;
    const viewer = await identifyRequest(viewers, authorization, cookie);
    const origin = { address: request.ip, userAgent: request.headers['user-agent'] ?? null };
    const context = new RequestContext(viewer, request.id, undefined, origin, spanOf(request.raw));
    connections.hold(viewer, request.ip, reply.raw);
    reply.hijack();
    const answer = this.begin(reply);
    if (!('kind' in read)) {
      this.tell(asked, context, outcomeOf(read));
      return answer.finish({ errors: read });
    }
    const refusal = reader.refusalOf(read, asked, viewer);
    if (refusal) {
      this.tell(asked, context, outcomeOf([refusal]));
      return answer.finish({ errors: [refusal] });
    }
    if (asked.kind !== 'subscription') return answer.finish(await this.execute(asked, context));
    const lastSeen = request.headers['last-event-id'];
    const opened = await engine.subscribe({
      document: read,
      source: text,
      operationName,
      variables,
      context,
      ...(typeof lastSeen === 'string' && lastSeen !== '' ? { after: lastSeen } : {}),
    });
    const outcome = 'take' in opened ? 'ok' : outcomeOf(opened.errors);
    this.options.counts.operation('sse', asked.kind, outcome);
    this.tell(asked, context, outcome);
    endRequest(request.raw, 200);
    if (!('take' in opened)) return answer.finish(opened);
    const unwatch = viewers.onceEnded(viewer, () => {
      opened.close();
      answer.finish({ errors: [credentialEnded()] });
    });
    reply.raw.once('close', unwatch);
    answer.follow(opened);
  }

  private begin(reply: FastifyReply): EventStreamAnswer {
    const answer = new EventStreamAnswer(reply.raw, reply.getHeaders() as OutgoingHttpHeaders);
    this.open.add(answer);
    this.keepAlive ??= setInterval(() => {
      for (const open of this.open) open.keepAlive();
    }, keepAliveMs);
    reply.raw.once('close', () => {
      this.open.delete(answer);
      if (this.open.size > 0) return;
      clearInterval(this.keepAlive);
      this.keepAlive = undefined;
    });
    return answer;
  }

  private tell({ read, operationName, kind }: ReadRequest, { span }: RequestContext, outcome: string): void {
    if (!span) return;
    const definition = 'kind' in read ? getOperationAST(read, operationName) : undefined;
    const name = definition?.name?.value;
    this.options.spans?.tell(span, { transport: 'sse', kind: kind ?? 'none', name, outcome });
  }

  private async execute(asked: ReadRequest, context: RequestContext): Promise<ExecutionResult> {
    const { source, operationName, variables, kind } = asked;
    const { viewer, requestId, origin, span } = context;
    const startedAt = performance.now();
    const deadline = this.options.deadlines.begin();
    const contextValue = new RequestContext(viewer, requestId, deadline.end, origin, span);
    const { body } = await this.options.apollo
      .executeOperation({ query: source, operationName, variables: { ...variables } }, { contextValue })
      .finally(() => deadline.settle());
    if (body.kind !== 'single') throw new Error('Only what is asked for over HTTP is answered in parts.');
    const outcome = outcomeOf(body.singleResult.errors);
    this.options.counts.operation('sse', kind ?? 'none', outcome, performance.now() - startedAt);
    this.tell(asked, context, outcome);
    return body.singleResult as ExecutionResult;
  }
}

function refuse(request: FastifyRequest, reply: FastifyReply, fault: Fault): true {
  const { status, message, code } = fault;
  spanOf(request.raw)?.fail(code);
  if (status === 503) void reply.header('retry-after', '1');
  void reply.code(status).send({ errors: [{ message, extensions: { code, requestId: request.id } }] });
  return true;
}

function refuseMethod(reply: FastifyReply): true {
  void reply.code(405).header('allow', 'POST').send();
  return true;
}

function malformed(): Fault {
  return new Fault('BAD_USER_INPUT', 'Send an operation as "query", with "variables" that are an object.');
}

function credentialEnded(): Fault {
  return new Fault('UNAUTHENTICATED', 'The credential is no longer valid. Sign in again.');
}
