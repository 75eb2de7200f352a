import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import type { LoggedEvent } from '../../kernel/events/event.js';
import { liveEvents } from '../../kernel/events/subscription.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { Access } from '../../kernel/subgraph/access.js';
import { EveryEvent } from '../../kernel/subgraph/delivery.js';
import type { RequestContext } from '../../kernel/subgraph/request-context.js';
import type { ComputeNode } from '../entities/compute-node.js';
import { readNodeEvent, subgraphName, type NodeEventKind } from '../events.js';
import { nodePicture } from '../services/node-picture.js';
import { nodeKeyOf, nodeKeyText, toComputeNode, type NodeKey } from '../services/node-row.js';
import { maySeeTenant } from '../services/tenant-wall.js';
import { ComputeNodeEvent, type ComputeNodeEventKind } from './compute-node-event.js';
import type { ComputeParts } from './parts.js';

interface Subscriber {
  readonly args: NodeEventsArgs;
  readonly context: RequestContext;
}

interface NodeEventsArgs {
  readonly after?: string | null;
  readonly cloud?: string | null;
  readonly ids?: readonly string[] | null;
}

const kinds: Readonly<Record<NodeEventKind, ComputeNodeEventKind>> = {
  created: 'CREATED',
  changed: 'CHANGED',
  removed: 'REMOVED',
};

/** Machines live. The class is made per subgraph because a subscription's source cannot reach the resolver's instance. */
export function nodeEventsResolver(parts: ComputeParts): object {
  @Resolver()
  class NodeEventsResolver {
    @Access('viewer')
    @EveryEvent()
    @Subscription(() => ComputeNodeEvent, {
      nullable: true,
      description:
        'Machines live: first their present state, then every change of them, in order, none left out.',
      subscribe: ({ args, context }: Subscriber) => source(parts, args, context.viewer),
    })
    nodeEvents(
      @Root() event: ComputeNodeEvent,
      @Arg('after', () => EventCursor, {
        nullable: true,
        description: 'Continue behind the event with this cursor, without a snapshot.',
      })
      _after: string | null,
      @Arg('cloud', () => String, { nullable: true, description: 'Machines of this cloud only.' }) _cloud:
        | string
        | null,
      @Arg('ids', () => [ID], { nullable: true, description: 'These machines only, by their global ids.' })
      _ids: string[] | null,
    ): ComputeNodeEvent {
      return event;
    }
  }
  return new NodeEventsResolver();
}

function source(
  parts: ComputeParts,
  { after, cloud: name, ids }: NodeEventsArgs,
  viewer: Viewer,
): Promise<AsyncIterableIterator<ComputeNodeEvent>> {
  const cloud = name == null ? undefined : parts.clouds.get(name).name;
  const keys = ids
    ?.map((id) => nodeKeyOf('ComputeNode', id))
    .filter((key): key is NodeKey => key !== undefined);
  const subjects = keys && new Set(keys.map(nodeKeyText));
  return liveEvents({
    events: parts.events,
    subgraph: subgraphName,
    after,
    matches: (event) => {
      const read = readNodeEvent(event);
      return (
        read !== undefined &&
        maySeeTenant(viewer, event.tenantId) &&
        (cloud === undefined || read.row.cloud === cloud) &&
        (subjects?.has(event.subject) ?? true)
      );
    },
    snapshot: async () => {
      const { seq, nodes } = await nodePicture(parts.store, parts.events, { viewer, cloud, keys });
      return { seq, event: (cursor) => eventOf(cursor, 'SNAPSHOT', new Date(), nodes) };
    },
    toEvent,
  });
}

function toEvent(event: LoggedEvent, cursor: string): ComputeNodeEvent {
  const read = readNodeEvent(event);
  return read
    ? eventOf(cursor, kinds[read.kind], event.at, [toComputeNode(read.row)])
    : eventOf(cursor, 'CHANGED', event.at, []);
}

function eventOf(
  cursor: string,
  kind: ComputeNodeEventKind,
  at: Date,
  nodes: readonly ComputeNode[],
): ComputeNodeEvent {
  return { cursor, kind, at, nodes, node: nodes.length === 1 ? (nodes[0] ?? null) : null };
}
