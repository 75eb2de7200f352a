import type { FastifyReply, FastifyRequest } from 'fastify';
import { getOperationAST, type DocumentNode, type ExecutionResult } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { AnswerText } from '../federation/federation.js';
import type { LiveFederation } from '../federation/live-federation.js';
import { withinDeadline } from '../limits/request-deadline.js';
import { defers } from './deferred-answers.js';
import { readOperationRequest, type OperationRequest } from './operation-request.js';
import type { PriorOutcomes } from './prior-outcomes.js';
import type { OperationReader } from './read-operation.js';
import type { RequestContexts } from './request-contexts.js';

const mostDocuments = 1000;
const mostAcceptHeaders = 100;
const jsonTypes = /^application\/(?:json|graphql-response\+json); charset=utf-8$/;

/** What the hot path works with. */
export interface HotPathOptions {
  readonly live: LiveFederation;
  readonly reader: OperationReader;
  readonly contexts: RequestContexts;
  /** Where Apollo Server's executor finds what was executed here. */
  readonly outcomes: PriorOutcomes;
}

/** A request as the hot path has read it. */
export interface HotRequest {
  readonly operation: OperationRequest;
  /** Type the answer will have. */
  readonly type: string;
}

/**
 * Answers operations that were answered before: a query or mutation posted as JSON whose text is known to be valid goes
 * straight to the federation, and its answer is written as it comes. Whatever else there is to an answer than data
 * (errors, refusals, a caller who cannot be identified) is left to Apollo Server, together with what was found out by
 * then: the context of the request, and the outcome when it has been executed. So both ways answer alike, and nothing is
 * done twice.
 *
 * It learns from Apollo Server's answers: which operations succeed, and which type an Accept header is answered with.
 */
export class HotPath {
  /** How many requests were answered here. */
  answered = 0;
  private readonly succeeded = new LRUCache<string, true>({ max: mostDocuments });
  private readonly types = new LRUCache<string, string>({ max: mostAcceptHeaders });
  private readonly executable = new WeakMap<DocumentNode, boolean>();

  constructor(private readonly options: HotPathOptions) {}

  /** The operation of a request whose answer can be expected to be data and nothing else. */
  takes(request: FastifyRequest): HotRequest | undefined {
    const type = this.types.get(request.headers.accept ?? '');
    if (type === undefined || request.method !== 'POST') return undefined;
    const operation = readOperationRequest(request);
    const source = operation && this.options.reader.find(operation);
    if (typeof source !== 'string' || !this.succeeded.has(source)) return undefined;
    return { type, operation: operation as OperationRequest };
  }

  /** Answers the request; false leaves it to Apollo Server. */
  async answer(
    { type, operation }: HotRequest,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<boolean> {
    const { contexts, outcomes } = this.options;
    const opening = contexts.open(request, reply);
    const answer = await this.execute(operation, opening).catch((error: unknown) => ({ error }));
    if (answer && 'text' in answer) {
      this.answered++;
      void reply
        .header('cache-control', 'no-store')
        .header('content-type', type)
        .send(answer.isAscii ? Buffer.from(`${answer.text}\n`, 'latin1') : `${answer.text}\n`);
      return true;
    }
    contexts.keep(request, opening);
    if (answer)
      outcomes.keep(
        await opening,
        'error' in answer ? Promise.reject(answer.error) : Promise.resolve(answer),
      );
    return false;
  }

  /** Learns from an answer of Apollo Server: how it is typed, and that its operation succeeds. */
  learn(request: FastifyRequest, reply: FastifyReply, body: unknown): void {
    const type = reply.getHeader('content-type');
    if (reply.statusCode !== 200 || typeof type !== 'string' || !jsonTypes.test(type)) return;
    this.types.set(request.headers.accept ?? '', type);
    // Errors come first in a body that has some.
    if (request.method !== 'POST' || typeof body !== 'string' || !body.startsWith('{"data":')) return;
    const operation = readOperationRequest(request);
    const source = operation && this.options.reader.find(operation);
    if (typeof source === 'string') this.succeeded.set(source, true);
  }

  /** The answer; undefined when nothing was executed, because the request needs another way. */
  private async execute(
    asked: OperationRequest,
    opening: Promise<RequestContext>,
  ): Promise<AnswerText | ExecutionResult | undefined> {
    const { live, reader } = this.options;
    const context = await opening.catch(() => undefined);
    if (!context) return undefined;
    const allowed = reader.open(asked, context.viewer);
    if (!('document' in allowed) || !this.isExecutable(allowed.document, asked.operationName))
      return undefined;
    const { federation, release } = live.take();
    try {
      const execution = federation.executeToText({ ...asked, ...allowed, context });
      return await withinDeadline(context.signal, execution);
    } finally {
      release();
    }
  }

  /** Whether all of a document can be executed here; one of several operations has to be named. */
  private isExecutable(document: DocumentNode, operationName: string | undefined): boolean {
    const known = this.executable.get(document);
    const plain =
      known ??
      (!defers(document) &&
        document.definitions.every(
          (definition) =>
            definition.kind !== 'OperationDefinition' || definition.operation !== 'subscription',
        ));
    if (known === undefined) this.executable.set(document, plain);
    return plain && getOperationAST(document, operationName) != null;
  }
}
