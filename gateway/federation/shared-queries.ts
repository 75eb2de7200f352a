import type { ExecutionResult } from 'graphql';
import { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { AnswerText, OperationCall } from './federation.js';

type Answer = AnswerText | ExecutionResult;

/**
 * Executes a query once for all who ask the same at the same time: the same document and operation with the same
 * variables, on behalf of the same identity. Only whole texts are shared; who would get anything else asks again.
 */
export class SharedQueries {
  private readonly running = new Map<string, Promise<Answer>>();

  /** Executes the call, or waits for an equal one. */
  answer(call: OperationCall, execute: (call: OperationCall) => Promise<Answer>): Promise<Answer> {
    const key = keyOf(call);
    const running = this.running.get(key);
    if (!running) return this.lead(key, call, execute);
    const alone = (): Promise<Answer> => execute(call);
    return running.then((answer) => ('text' in answer ? answer : alone()), alone);
  }

  private lead(
    key: string,
    call: OperationCall,
    execute: (call: OperationCall) => Promise<Answer>,
  ): Promise<Answer> {
    const { viewer, requestId, origin } = call.context;
    // That the first who asked is gone must not end it for the others.
    const context = new RequestContext(viewer, requestId, undefined, origin);
    const running = execute({ ...call, context }).finally(() => this.running.delete(key));
    this.running.set(key, running);
    return running;
  }
}

function keyOf({ source, operationName, variables, context }: OperationCall): string {
  return JSON.stringify([context.viewer, operationName, variables, source]);
}
