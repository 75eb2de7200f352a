import { Arg, Ctx, FieldResolver, Resolver, Root, Subscription } from 'type-graphql';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import { liveEvents } from '../../kernel/events/subscription.js';
import { Access } from '../../kernel/subgraph/access.js';
import { EveryEvent } from '../../kernel/subgraph/delivery.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Storage } from '../entities/storage.js';
import { subgraphName, type StorageEventKind } from '../events.js';
import { StorageLoaders } from '../loaders.js';
import { listThings } from '../services/list-things.js';
import { listedStorages } from '../services/listed.js';
import type { StorageParts } from '../services/parts.js';
import { StorageEvent, type StorageChange } from './storage-event.js';

interface StorageEventsArgs {
  readonly after?: string | null;
  readonly storageUuid?: string | null;
}

const kinds: Readonly<Record<StorageEventKind, StorageChange>> = {
  'storage.registered': 'REGISTERED',
  'storage.changed': 'CHANGED',
  'storage.removed': 'REMOVED',
  'access.changed': 'ACCESS_CHANGED',
  'alert-source.changed': 'ALERT_SOURCE_CHANGED',
  'alert-source.removed': 'ALERT_SOURCE_CHANGED',
  'sync.started': 'SYNC_STARTED',
  'sync.unit': 'SYNC_UNIT',
  'sync.ended': 'SYNC_ENDED',
};
const kindOf = (kind: string): StorageChange | undefined =>
  Object.hasOwn(kinds, kind) ? kinds[kind as StorageEventKind] : undefined;

/** Storages live. The class is made per subgraph because a subscription's source cannot reach the resolver's instance. */
export function storageEventsResolver(parts: StorageParts): object {
  @Resolver(() => StorageEvent)
  class StorageEventsResolver {
    @Access('viewer')
    @EveryEvent()
    @Subscription(() => StorageEvent, {
      nullable: true,
      description:
        'Storages live: first their present state, then every change of them and of their syncs, in order, none left out.',
      subscribe: ({ args }: { readonly args: StorageEventsArgs }) => source(parts, args),
    })
    storageEvents(
      @Root() event: StorageEvent,
      @Arg('after', () => EventCursor, {
        nullable: true,
        description: 'Continue behind the event with this cursor, without a snapshot.',
      })
      _after: string | null,
      @Arg('storageUuid', () => String, { nullable: true, description: 'This storage only.' })
      _storageUuid: string | null,
    ): StorageEvent {
      return event;
    }

    @FieldResolver(() => Storage, {
      nullable: true,
      description:
        'The storage as it is now; null when it is gone, and in a snapshot of other than exactly one.',
    })
    storage(@Root() event: StorageEvent, @Ctx() context: RequestContext): Promise<Storage | null> {
      if (event.storageUuid === null) return Promise.resolve(null);
      return StorageLoaders.of(parts, context).storage.load(event.storageUuid);
    }

    @FieldResolver(() => [Storage], {
      description:
        'In a snapshot the storages asked for, the newest 1000; otherwise the one, if it is there.',
    })
    async storages(@Root() event: StorageEvent, @Ctx() context: RequestContext): Promise<Storage[]> {
      if (event.snapshot) return [...event.snapshot];
      const storage = await this.storage(event, context);
      return storage ? [storage] : [];
    }
  }
  return new StorageEventsResolver();
}

function source(
  { store, events }: StorageParts,
  { after, storageUuid }: StorageEventsArgs,
): Promise<AsyncIterableIterator<StorageEvent>> {
  return liveEvents({
    events,
    subgraph: subgraphName,
    after,
    matches: ({ kind, subject }) =>
      kindOf(kind) !== undefined && (storageUuid == null || subject === storageUuid),
    snapshot: async () => {
      const filter = storageUuid == null ? {} : { uuids: [storageUuid] };
      const { seq, nodes } = await store.transaction(async (tx) => {
        const head = await events.log.headIn(tx.sql, subgraphName);
        const page = await listThings(tx.sql, listedStorages, { filter, page: { first: 1000 } });
        return { seq: head, nodes: page.nodes };
      });
      const only = nodes.length === 1 ? (nodes[0]?.uuid ?? null) : null;
      return {
        seq,
        event: (cursor) =>
          eventOf({ cursor, kind: 'SNAPSHOT', at: new Date(), storageUuid: only, snapshot: nodes }),
      };
    },
    toEvent: ({ kind, at, subject }, cursor) =>
      eventOf({ cursor, kind: kindOf(kind) ?? 'CHANGED', at, storageUuid: subject }),
  });
}

function eventOf(event: StorageEvent): StorageEvent {
  return Object.assign(new StorageEvent(), event);
}
