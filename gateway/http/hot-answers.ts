import type { ExecutionResult } from 'graphql';
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Log } from '../../subgraphs/kernel/log/log.js';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { AnswerText } from '../federation/federation.js';
import type { HotOutcome, HotPath } from './hot-path.js';
import type { OperationRequest } from './operation-request.js';
import type { PriorOutcomes } from './prior-outcomes.js';
import type { AnswerEnd, Caller, RequestContexts } from './request-contexts.js';
import type { RequestCounts } from './request-counts.js';

/** Larger bodies are left to Fastify. */
export const mostHotBytes = 64 * 1024;
/** Names that Fastify's reader of JSON refuses. */
const refusedNames = /"(?:__proto__|constructor)"|\\u/;

/** What answering works with. */
export interface HotAnswersOptions {
  readonly hotPath: HotPath;
  readonly contexts: RequestContexts;
  /** Where Apollo Server's executor finds what was executed here. */
  readonly outcomes: PriorOutcomes;
  readonly counts: RequestCounts;
  readonly log: Log;
}

/** An answer that can be written as it is. */
export interface HotAnswer {
  readonly answer: AnswerText;
  readonly head: OutgoingHttpHeaders;
  readonly executed: HotOutcome;
}

/** What was done for a request that Fastify has to answer. */
export interface DoneBefore {
  readonly answer: undefined;
  /** Keeps it for the request as Fastify will see it, so that nothing is done twice. */
  keepFor(request: IncomingMessage): void;
}

/** Answers operations on the hot path, whoever took the request. */
export class HotAnswers {
  constructor(private readonly options: HotAnswersOptions) {}

  /** Whether a request for an operation may be taken, as far as its head says. */
  mayTake(headers: Readonly<IncomingHttpHeaders>): boolean {
    const { hotPath, log } = this.options;
    return (
      headers['content-type'] === 'application/json' &&
      hotPath.headersFor(headers) !== undefined &&
      // What is answered here has no line of its own in the log.
      !log.isLevelEnabled('debug')
    );
  }

  /** The operation of a body, if the hot path can be expected to answer it. */
  operationOf(body: string): OperationRequest | undefined {
    if (refusedNames.test(body)) return undefined;
    try {
      return this.options.hotPath.operationOf(JSON.parse(body));
    } catch {
      // Fastify tells what is wrong with it.
      return undefined;
    }
  }

  /** Executes an operation and counts it where it is answered so. Does not throw. */
  async execute(
    operation: OperationRequest,
    caller: Caller,
    end: AnswerEnd,
  ): Promise<HotAnswer | DoneBefore> {
    const { contexts, outcomes, hotPath, counts } = this.options;
    const startedAt = performance.now();
    const opening = contexts.open(caller, end);
    const context = await opening.catch(() => undefined);
    const executed = context && (await this.executeIn(context, operation));
    const head = hotPath.headersFor(caller.headers);
    if (executed && 'outcome' in executed && 'text' in executed.outcome && head) {
      hotPath.answered++;
      counts.hot(executed.kind, performance.now() - startedAt);
      return { answer: executed.outcome, head, executed };
    }
    return {
      answer: undefined,
      keepFor: (request) => {
        contexts.keep(request, opening);
        if (context && executed) outcomes.keep(context, resultOf(executed));
      },
    };
  }

  private async executeIn(
    context: RequestContext,
    operation: OperationRequest,
  ): Promise<HotOutcome | { readonly failure: unknown } | undefined> {
    try {
      return await this.options.hotPath.execute(operation, context);
    } catch (failure) {
      return { failure };
    }
  }
}

/** The outcome as an executor has it. */
async function resultOf(executed: HotOutcome | { readonly failure: unknown }): Promise<ExecutionResult> {
  if ('failure' in executed) throw executed.failure;
  const { outcome } = executed;
  return 'text' in outcome ? (JSON.parse(outcome.text) as ExecutionResult) : outcome;
}
