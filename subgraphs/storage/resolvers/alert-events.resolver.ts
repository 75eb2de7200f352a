import { Arg, Resolver, Root, Subscription } from 'type-graphql';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import type { LoggedEvent } from '../../kernel/events/event.js';
import { liveEvents } from '../../kernel/events/subscription.js';
import { Access } from '../../kernel/subgraph/access.js';
import { EveryEvent } from '../../kernel/subgraph/delivery.js';
import type { RequestContext } from '../../kernel/subgraph/request-context.js';
import type { Alert } from '../entities/alert.js';
import { AlertSeverityEnum, severityOfRank, type AlertSeverity } from '../entities/alert-words.js';
import { readAlertEvent, subgraphName } from '../events.js';
import { alertPicture } from '../services/alert-picture.js';
import { alertOf } from '../services/alert-row.js';
import { isUuid } from '../services/find-storages.js';
import type { AlertChange } from '../services/fold-alerts.js';
import type { StorageParts } from '../services/parts.js';
import { storageFault } from '../services/storage-fault.js';
import { AlertEvent, type AlertEventKind } from './alert-event.js';

interface AlertEventsArgs {
  readonly after?: string | null;
  readonly storageUuid?: string | null;
  readonly severities?: readonly AlertSeverity[] | null;
}

interface Subscriber {
  readonly args: AlertEventsArgs;
  readonly context: RequestContext;
}

const kinds: Readonly<Record<AlertChange, AlertEventKind>> = {
  opened: 'OPENED',
  changed: 'CHANGED',
  cleared: 'CLEARED',
};

/** Alerts live. The class is made per subgraph because a subscription's source cannot reach the resolver's instance. */
export function alertEventsResolver(parts: StorageParts): object {
  @Resolver()
  class AlertEventsResolver {
    @Access('viewer')
    @EveryEvent()
    @Subscription(() => AlertEvent, {
      nullable: true,
      description: 'Alerts live: first those that are open, then every change, in order, none left out.',
      subscribe: ({ args }: Subscriber) => source(parts, args),
    })
    alertEvents(
      @Root() event: AlertEvent,
      @Arg('after', () => EventCursor, {
        nullable: true,
        description: 'Continue behind the event with this cursor, without a snapshot.',
      })
      _after: string | null,
      @Arg('storageUuid', () => String, { nullable: true, description: 'Of this storage only.' })
      _storageUuid: string | null,
      @Arg('severities', () => [AlertSeverityEnum], {
        nullable: true,
        description: 'Of these severities only.',
      })
      _severities: AlertSeverity[] | null,
    ): AlertEvent {
      return event;
    }
  }
  return new AlertEventsResolver();
}

function source(
  parts: StorageParts,
  { after, storageUuid, severities }: AlertEventsArgs,
): Promise<AsyncIterableIterator<AlertEvent>> {
  if (storageUuid != null && !isUuid(storageUuid)) throw storageFault('StorageNotFound', [storageUuid]);
  return liveEvents({
    events: parts.events,
    subgraph: subgraphName,
    after,
    matches: (event) => {
      const read = readAlertEvent(event);
      return (
        read !== undefined &&
        (storageUuid == null || read.row.storage_id === storageUuid) &&
        (severities == null || severities.includes(severityOfRank(read.row.severity_rank)))
      );
    },
    snapshot: async () => {
      const selection = { storageUuid: storageUuid ?? undefined, severities: severities ?? undefined };
      const { seq, alerts } = await alertPicture(parts, selection);
      return { seq, event: (cursor) => eventOf(cursor, 'SNAPSHOT', new Date(), alerts) };
    },
    toEvent,
  });
}

function toEvent(event: LoggedEvent, cursor: string): AlertEvent {
  const read = readAlertEvent(event);
  return read
    ? eventOf(cursor, kinds[read.change], event.at, [alertOf(read.row)])
    : eventOf(cursor, 'CHANGED', event.at, []);
}

function eventOf(cursor: string, kind: AlertEventKind, at: Date, alerts: readonly Alert[]): AlertEvent {
  return { cursor, kind, at, alerts, alert: alerts.length === 1 ? (alerts[0] ?? null) : null };
}
