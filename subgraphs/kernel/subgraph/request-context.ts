import { unknownOrigin, type ClientOrigin } from '../identity/client-origin.js';
import { anonymous, type Viewer } from '../identity/viewer.js';
import type { TraceSpan } from '../telemetry/trace-span.js';
import type { RequestEnd } from './request-end.js';

/**
 * What belongs to one operation (or one event of a subscription): who asks, and a slot per subgraph
 * for its loaders. The same object reaches every in-process subgraph.
 */
export class RequestContext {
  private readonly slots = new Map<string, unknown>();

  constructor(
    readonly viewer: Viewer = anonymous,
    /** Shown in errors and on every log line of the request. */
    readonly requestId: string = crypto.randomUUID(),
    /** When nobody waits for the answer any more. */
    readonly end?: RequestEnd,
    /** The client's address and program, for limits and records. */
    readonly origin: ClientOrigin = unknownOrigin,
    /** What planning and fetches are traced below; absent where nobody traces. */
    readonly span?: TraceSpan | undefined,
  ) {}

  /** The subgraph's own object of this operation, made when first asked for. */
  slot<T>(name: string, make: () => T): T {
    if (!this.slots.has(name)) this.slots.set(name, make());
    return this.slots.get(name) as T;
  }

  /** Forgets everything loaded, because a mutation changed it. */
  clear(): void {
    this.slots.clear();
  }

  /** A context for the next event of the same subscription. */
  fresh(): RequestContext {
    return new RequestContext(this.viewer, this.requestId, this.end, this.origin);
  }
}
