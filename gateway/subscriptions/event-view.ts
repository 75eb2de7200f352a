import type { ExecutionResult } from 'graphql';
import type { SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import { Delivery } from './delivery.js';
import type { RingEntry } from './event-ring.js';

/**
 * How the subscribers of one document, with the same variables and identity, see events: the fields of other subgraphs
 * are fetched and the result is made once per event, for all of them.
 */
export class EventView {
  /** `complete` must not throw. */
  constructor(private readonly complete: (event: SubgraphResponse) => Promise<ExecutionResult>) {}

  /** The event as it is seen; undefined while that is being worked out, and `ready` is called afterwards. */
  show(entry: RingEntry, ready: () => void): Delivery | undefined {
    const known = entry.deliveries.get(this);
    if (known !== undefined) return known ?? undefined;
    entry.deliveries.set(this, null);
    void this.complete(entry.event).then((result) => {
      entry.deliveries.set(this, new Delivery(result, entry.cursor));
      ready();
    });
    return undefined;
  }
}
