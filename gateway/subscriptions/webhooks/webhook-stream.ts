import type { ExecutionResult } from 'graphql';
import type { PauseReason } from '../../../subgraphs/kernel/events/webhook-row.js';
import type { WebhookDocument } from '../../../subgraphs/kernel/events/webhook-work.js';
import type { Viewer } from '../../../subgraphs/kernel/identity/viewer.js';
import { RequestContext } from '../../../subgraphs/kernel/subgraph/request-context.js';
import type { OperationReader } from '../../http/read-operation.js';
import type { Delivery } from '../delivery.js';
import type { LiveReader } from '../live-reader.js';
import type { SubscriptionCall, SubscriptionEngine } from '../subscription-engine.js';

/** What a stream of events has come to. */
export type StreamStep =
  | { readonly kind: 'event'; readonly delivery: Delivery; readonly cursor: string }
  /** It goes on when it is opened again a moment later. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'over'; readonly reason: PauseReason; readonly problems: readonly string[] };

/** What passes by itself. */
const passing = new Set([
  'RATE_LIMITED',
  'SUBGRAPH_UNAVAILABLE',
  'SUBGRAPH_TIMEOUT',
  'INTERNAL_SERVER_ERROR',
]);

/** What says that a log no longer, or not any more, reaches to a cursor. */
const beyond = new Set(['CURSOR_EXPIRED', 'CURSOR_UNKNOWN']);

/** A webhook's subscription as its owner may have it executed, or what is wrong with it. */
export function webhookCall(
  reader: OperationReader,
  { query, operationName, variables }: WebhookDocument,
  viewer: Viewer,
): SubscriptionCall | readonly string[] {
  const allowed = reader.open({ query, operationName, variables }, viewer);
  if (!('document' in allowed)) return allowed.map(({ message }) => message);
  return { ...allowed, operationName, variables, context: new RequestContext(viewer) };
}

/** The events of a webhook behind a cursor, one at a time. */
export class WebhookStream {
  private constructor(
    private readonly opened: LiveReader | ExecutionResult,
    private readonly signal: AbortSignal,
  ) {}

  static async open(
    engine: SubscriptionEngine,
    call: SubscriptionCall,
    signal: AbortSignal,
  ): Promise<WebhookStream> {
    return new WebhookStream(await engine.subscribe(call), signal);
  }

  /** Waits for the next event; `lost` when the signal comes first. */
  async next(): Promise<StreamStep> {
    const { opened, signal } = this;
    if (!('take' in opened)) return ending(opened);
    while (!signal.aborted) {
      const ready = Promise.withResolvers<void>();
      opened.onReady(() => ready.resolve());
      const delivery = opened.take();
      if (delivery?.cursor !== undefined) return { kind: 'event', delivery, cursor: delivery.cursor };
      if (delivery) return ending(delivery.result);
      if (opened.end) return { kind: 'over', reason: 'ENDED', problems: [] };
      const stop = (): void => ready.resolve();
      signal.addEventListener('abort', stop, { once: true });
      await ready.promise;
      signal.removeEventListener('abort', stop);
    }
    return { kind: 'lost' };
  }

  close(): void {
    if ('take' in this.opened) this.opened.close();
  }
}

/** What a result means behind which nothing follows. */
function ending({ errors = [] }: ExecutionResult): StreamStep {
  if (errors.some(({ extensions }) => passing.has(String(extensions['code'])))) return { kind: 'lost' };
  const expired = errors.some(({ extensions }) => beyond.has(String(extensions['reason'])));
  const problems = errors.map(({ message }) => message);
  return { kind: 'over', reason: expired ? 'CURSOR_EXPIRED' : 'REFUSED', problems };
}
