import { parse } from 'graphql';
import type { Delivery } from '../../gateway/subscriptions/delivery.js';
import type { LiveReader } from '../../gateway/subscriptions/live-reader.js';
import type { SubscriptionEngine } from '../../gateway/subscriptions/subscription-engine.js';
import { openViewer, type Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import { waitFor } from './wait-for.js';

/** A subscriber inside the gateway's own process, without a transport. */
export interface ReadAll {
  readonly reader: LiveReader;
  /** What it has taken, in order. */
  readonly taken: readonly Delivery[];
  /** The cursors of what it has taken. */
  readonly cursors: readonly (string | undefined)[];
  /** Stops taking until `resume`. */
  pause(): void;
  resume(): void;
  /** Waits until it has taken so many. */
  until(count: number): Promise<readonly Delivery[]>;
}

/** Opens a subscription and takes everything at once; fails when it is refused. */
export async function readAll(
  engine: SubscriptionEngine,
  source: string,
  variables: Readonly<Record<string, unknown>> = {},
  viewer: Viewer = openViewer,
): Promise<ReadAll> {
  const reader = await engine.subscribe({
    document: parse(source),
    source,
    variables,
    context: new RequestContext(viewer),
  });
  if (!('take' in reader)) throw new Error(JSON.stringify(reader.errors));
  const taken: Delivery[] = [];
  let paused = false;
  const take = (): void => {
    for (let next = paused ? undefined : reader.take(); next; next = reader.take()) taken.push(next);
  };
  reader.onReady(take);
  take();
  return {
    reader,
    taken,
    get cursors() {
      return taken.map(({ cursor }) => cursor);
    },
    pause: () => {
      paused = true;
    },
    resume: () => {
      paused = false;
      take();
    },
    until: (count) => waitFor(`${count} deliveries`, () => (taken.length >= count ? taken : undefined)),
  };
}
