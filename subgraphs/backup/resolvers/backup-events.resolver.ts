import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ID,
  ObjectType,
  Resolver,
  Root,
  Subscription,
  registerEnumType,
} from 'type-graphql';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import { DateTime } from '../../../schema/scalars/scalars.js';
import { liveEvents } from '../../kernel/events/subscription.js';
import { seesAllTenants, type Viewer } from '../../kernel/identity/viewer.js';
import { Access } from '../../kernel/subgraph/access.js';
import { EveryEvent } from '../../kernel/subgraph/delivery.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { BackupStatusEnum, type BackupStatus } from '../entities/backup-words.js';
import { Backup } from '../entities/backup.js';
import { subgraphName } from '../events.js';
import { backupChanged } from '../services/backup-events.js';
import { readGuid } from '../services/guid.js';
import { listBackups } from '../services/list-backups.js';
import type { BackupParts } from '../services/parts.js';
import { DataLoaders } from './data-loaders.js';

/** What an event of backups tells. */
const BackupChangeEnum = { SNAPSHOT: 'SNAPSHOT', CHANGED: 'CHANGED' } as const;

type BackupChange = keyof typeof BackupChangeEnum;

registerEnumType(BackupChangeEnum, {
  name: 'BackupEventKind',
  description: 'What an event of backups tells.',
  valuesConfig: {
    SNAPSHOT: {
      description: 'The backups asked for as they are; first when the subscription begins without a cursor.',
    },
    CHANGED: { description: 'A backup came to be, or something of it changed.' },
  },
});

/** An event of backups. */
@ObjectType({ description: 'A change of a backup, or the present state of those asked for.' })
export class BackupEvent {
  @Field(() => EventCursor, { description: 'Place of the event; "after" continues behind it.' })
  cursor!: string;

  @Field(() => BackupChangeEnum, { description: 'What it tells.' })
  kind!: BackupChange;

  @Field(() => DateTime, { description: 'When it happened; for a snapshot, when it was taken.' })
  at!: Date;

  @Field(() => ID, { nullable: true, description: 'GUID of the backup; null in a snapshot.' })
  backupGuid!: string | null;

  @Field(() => BackupStatusEnum, {
    nullable: true,
    description: 'Status of the backup at that moment; null in a snapshot.',
  })
  status!: BackupStatus | null;

  /** Those of a snapshot; of other events the backup is read when it is asked for. */
  snapshot?: readonly Backup[];
}

interface Subscriber {
  readonly args: { readonly after?: string | null; readonly virtualMachine?: string | null };
  readonly context: RequestContext;
}

/** Backups live. The class is made per subgraph because a subscription's source cannot reach the resolver's instance. */
export function backupEventsResolver(parts: BackupParts): object {
  @Resolver(() => BackupEvent)
  class BackupEventsResolver {
    @Access('viewer')
    @EveryEvent()
    @Subscription(() => BackupEvent, {
      nullable: true,
      description: 'Backups live: first their present state, then every change, in order, none left out.',
      subscribe: ({ args, context }: Subscriber) => source(parts, args, context.viewer),
    })
    backupEvents(
      @Root() event: BackupEvent,
      @Arg('after', () => EventCursor, {
        nullable: true,
        description: 'Continue behind the event with this cursor, without a snapshot.',
      })
      _after: string | null,
      @Arg('virtualMachine', () => ID, {
        nullable: true,
        description: 'Those of this machine only, by GUID.',
      })
      _virtualMachine: string | null,
    ): BackupEvent {
      return event;
    }

    @FieldResolver(() => Backup, {
      nullable: true,
      description: 'The backup as it is now; null in a snapshot, and when its record is gone.',
    })
    backup(@Root() { backupGuid }: BackupEvent, @Ctx() context: RequestContext): Promise<Backup | null> {
      return backupGuid === null
        ? Promise.resolve(null)
        : DataLoaders.of(parts, context).backup.load(backupGuid);
    }

    @FieldResolver(() => [Backup], {
      description: 'In a snapshot the backups asked for, the newest 1000; otherwise the one, if it is there.',
    })
    async backups(@Root() event: BackupEvent, @Ctx() context: RequestContext): Promise<Backup[]> {
      if (event.snapshot) return [...event.snapshot];
      const backup = await this.backup(event, context);
      return backup ? [backup] : [];
    }
  }
  return new BackupEventsResolver();
}

function source(
  { store, events }: BackupParts,
  { after, virtualMachine }: Subscriber['args'],
  viewer: Viewer,
): Promise<AsyncIterableIterator<BackupEvent>> {
  const machine = virtualMachine == null ? null : (readGuid(virtualMachine) ?? '');
  return liveEvents({
    events,
    subgraph: subgraphName,
    after,
    matches: ({ kind, tenantId, payload }) =>
      kind === backupChanged &&
      (machine === null || payload['vmGuid'] === machine) &&
      (seesAllTenants(viewer) || tenantId === viewer.tenantId),
    snapshot: async () => {
      const filter = machine === null ? {} : { virtualMachines: [machine] };
      const { seq, nodes } = await store.transaction(async (tx) => {
        const head = await events.log.headIn(tx.sql, subgraphName);
        const { nodes: found } = await listBackups(tx.sql, { viewer, page: { first: 1000 }, filter });
        return { seq: head, nodes: found };
      });
      return {
        seq,
        event: (cursor) =>
          eventOf({
            cursor,
            kind: 'SNAPSHOT',
            at: new Date(),
            backupGuid: null,
            status: null,
            snapshot: nodes,
          }),
      };
    },
    toEvent: ({ at, subject, payload }, cursor) =>
      eventOf({
        cursor,
        kind: 'CHANGED',
        at,
        backupGuid: subject,
        status: payload['status'] as BackupStatus,
      }),
  });
}

function eventOf(event: BackupEvent): BackupEvent {
  return Object.assign(new BackupEvent(), event);
}
