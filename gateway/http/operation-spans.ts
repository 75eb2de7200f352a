import type { TraceParent, TraceSpan } from '../../subgraphs/kernel/telemetry/trace-span.js';
import type { Tracing } from '../../subgraphs/kernel/telemetry/tracing.js';
import type { Transport } from './request-counts.js';

/** Clients choose names, so only so many and so long ones are told; spans of others are named by their kind alone. */
const mostNames = 1000;
const longestName = 64;

/** An operation that was answered, or a subscription that was opened. */
export interface AnsweredOperation {
  readonly transport: Transport;
  /** `query`, `mutation`, `subscription`, or `none` where it could not be read. */
  readonly kind: string;
  readonly name: string | undefined;
  /** `ok`, or a code. */
  readonly outcome: string;
}

/** The spans of clients' operations. They hold neither texts of documents nor variables. */
export class OperationSpans {
  private readonly names = new Set<string>();

  constructor(readonly tracing: Tracing) {}

  /** Begins the span of an operation that is no request of HTTP, below that of its connection's caller. */
  begin(parent: TraceParent | undefined, requestId: string): TraceSpan {
    return this.tracing.begin('GraphQL operation', {
      role: 'server',
      parent,
      attributes: { 'infragraph.request_id': requestId },
    });
  }

  /** Tells of an operation's span what it was and what came of it. */
  tell(span: TraceSpan, { transport, kind, name, outcome }: AnsweredOperation): void {
    const known = name !== undefined && kind !== 'none' && this.isTold(name) ? name : undefined;
    if (kind !== 'none') span.rename(known === undefined ? kind : `${kind} ${known}`);
    span.set({
      'graphql.operation.type': kind === 'none' ? undefined : kind,
      'graphql.operation.name': known,
      'infragraph.transport': transport,
    });
    if (outcome !== 'ok') span.fail(outcome);
  }

  private isTold(name: string): boolean {
    if (this.names.has(name)) return true;
    if (this.names.size >= mostNames || name.length > longestName) return false;
    this.names.add(name);
    return true;
  }
}
