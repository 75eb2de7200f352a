import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  getOperationAST,
  type DocumentNode,
  type ExecutionResult,
  type OperationDefinitionNode,
  type OperationTypeNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { OutgoingHttpHeaders } from 'node:http';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { AnswerText } from '../federation/federation.js';
import type { LiveFederation } from '../federation/live-federation.js';
import { withinDeadline } from '../limits/request-deadline.js';
import { defers } from './deferred-answers.js';
import { readOperation, readOperationRequest, type OperationRequest } from './operation-request.js';
import type { OperationReader } from './read-operation.js';

const mostDocuments = 1000;
const mostHeads = 100;
const jsonTypes = /^application\/(?:json|graphql-response\+json); charset=utf-8$/;
/** Headers that belong to one answer alone. */
const ownHeaders = new Set(['x-request-id', 'content-length', 'date', 'connection']);

/** What the hot path works with. */
export interface HotPathOptions {
  readonly live: LiveFederation;
  readonly reader: OperationReader;
}

/** What came of an operation that was executed, its kind and its name. */
export interface HotOutcome {
  readonly kind: OperationTypeNode;
  readonly name: string | undefined;
  readonly outcome: AnswerText | ExecutionResult;
}

/** The headers of a request that its answer's headers depend on. */
interface AskingHeaders {
  readonly accept?: string | undefined;
  readonly origin?: string | undefined;
}

/**
 * Executes operations that were answered before: a query or mutation whose text is known to be valid goes straight to
 * the federation, and its answer comes as text. Whatever else there is to an answer than data (errors, refusals) is left
 * to Apollo Server.
 *
 * It learns from Apollo Server's answers which operations succeed, and which headers an answer has: they depend on what
 * a request accepts and on the page it comes from.
 */
export class HotPath {
  /** How many requests were answered by it. */
  answered = 0;
  private readonly succeeded = new LRUCache<string, true>({ max: mostDocuments });
  private readonly heads = new LRUCache<string, OutgoingHttpHeaders>({ max: mostHeads });
  private readonly executable = new WeakMap<DocumentNode, boolean>();

  constructor(private readonly options: HotPathOptions) {}

  /** Headers of the answer to a request with these; undefined when none like it was answered before. */
  headersFor(asking: AskingHeaders): OutgoingHttpHeaders | undefined {
    return this.heads.get(headOf(asking));
  }

  /** The operation of a body, if its answer can be expected to be data and nothing else. */
  operationOf(body: unknown): OperationRequest | undefined {
    const operation = readOperation(body);
    const source = operation && this.options.reader.find(operation);
    return typeof source === 'string' && this.succeeded.has(source) ? operation : undefined;
  }

  /** Executes an operation; undefined when the request has to be refused, which is then not done here. */
  async execute(operation: OperationRequest, context: RequestContext): Promise<HotOutcome | undefined> {
    const { live, reader } = this.options;
    const allowed = reader.open(operation, context.viewer);
    if (!('document' in allowed)) return undefined;
    const definition = this.executableOf(allowed.document, operation.operationName);
    if (!definition) return undefined;
    const { federation, release } = live.take();
    const { document, source } = allowed;
    const { operationName, variables } = operation;
    try {
      const execution = federation.executeToText({ document, source, operationName, variables, context });
      const outcome = await withinDeadline(context.end, execution);
      return { kind: definition.operation, name: definition.name?.value, outcome };
    } finally {
      release();
    }
  }

  /** Learns from an answer of Apollo Server: its headers, and that its operation succeeds. */
  learn(request: FastifyRequest, reply: FastifyReply, body: unknown): void {
    const type = reply.getHeader('content-type');
    if (reply.statusCode !== 200 || typeof type !== 'string' || !jsonTypes.test(type)) return;
    // Errors come first in a body that has some.
    if (request.method !== 'POST' || typeof body !== 'string' || !body.startsWith('{"data":')) return;
    const operation = readOperationRequest(request);
    const source = operation && this.options.reader.find(operation);
    if (typeof source !== 'string') return;
    this.succeeded.set(source, true);
    const headers = Object.entries(reply.getHeaders()).filter(([name]) => !ownHeaders.has(name));
    this.heads.set(headOf(request.headers), Object.fromEntries(headers) as OutgoingHttpHeaders);
  }

  /** The operation if all of its document can be executed here; one of several has to be named. */
  private executableOf(
    document: DocumentNode,
    operationName: string | undefined,
  ): OperationDefinitionNode | undefined {
    const known = this.executable.get(document);
    const plain =
      known ??
      (!defers(document) &&
        document.definitions.every(
          (definition) =>
            definition.kind !== 'OperationDefinition' || definition.operation !== 'subscription',
        ));
    if (known === undefined) this.executable.set(document, plain);
    return plain ? (getOperationAST(document, operationName) ?? undefined) : undefined;
  }
}

function headOf({ accept = '', origin }: AskingHeaders): string {
  return origin === undefined ? accept : `${accept}\n${origin}`;
}
