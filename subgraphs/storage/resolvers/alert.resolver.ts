import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Long, type LongValue } from '../../../schema/scalars/long.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { AlertHistoryEntry } from '../entities/alert-history-entry.js';
import { Alert, AlertConnection } from '../entities/alert.js';
import { LiveAlert } from '../entities/live-alert.js';
import { Storage } from '../entities/storage.js';
import { taskOf } from '../entities/task.js';
import { StorageLoaders } from '../loaders.js';
import { clearAlert } from '../services/device-alerts.js';
import { alertsByUuid, listAlerts } from '../services/list-alerts.js';
import { liveAlerts } from '../services/live-alerts.js';
import type { StorageParts } from '../services/parts.js';
import { startAlertSync } from '../services/start-alert-sync.js';
import { AlertFilter, AlertOrder, ClearAlertInput, SyncAlertsInput } from './alert-inputs.js';
import { AlertLoaders } from './alert-loaders.js';
import { ClearAlertPayload, SyncAlertsPayload } from './alert-payloads.js';

/** Alerts as they are kept, as arrays tell them, and what can be done about them. */
@Resolver(() => Alert)
export class AlertResolver {
  constructor(private readonly parts: StorageParts) {}

  @Access('viewer')
  @Query(() => AlertConnection, {
    nullable: true,
    description: 'Alerts of all storages, open and cleared, the last reported first.',
  })
  async alerts(
    @Args() args: PageArgs,
    @Arg('filter', () => AlertFilter, { nullable: true, description: 'Which alerts.' })
    filter: AlertFilter | null,
    @Arg('orderBy', () => [AlertOrder], {
      nullable: true,
      description:
        'Keys of the order, the first counts most; all run the same way. LAST_AT comes last anyway.',
    })
    orderBy: AlertOrder[] | null,
  ): Promise<ConnectionObject<Alert>> {
    return AlertConnection.of(await listAlerts(this.parts.store, { args, filter, orderBy }));
  }

  @Access('viewer')
  @Query(() => [LiveAlert], {
    nullable: true,
    description: 'Asks an array for its alerts at this moment; slow when the array is. Nothing is kept.',
  })
  liveAlerts(
    @Arg('storageUuid', () => String, { description: 'UUID of the storage.' }) storageUuid: string,
    @Arg('beginTime', () => Long, {
      nullable: true,
      description: 'Alerts from this time on, in milliseconds since 1970; all when absent or 0.',
    })
    beginTime: LongValue | null,
    @Arg('endTime', () => Long, {
      nullable: true,
      description: 'Alerts up to this time, in milliseconds since 1970; all when absent or 0.',
    })
    endTime: LongValue | null,
    @Ctx() context: RequestContext,
  ): Promise<LiveAlert[]> {
    const range = { beginTime: Number(beginTime ?? 0), endTime: Number(endTime ?? 0) };
    return liveAlerts(this.parts, storageUuid, range, context.end?.signal);
  }

  @Access('operator')
  @Mutation(() => ClearAlertPayload, { nullable: true, description: 'Has an array clear one of its alerts.' })
  async clearAlert(
    @Arg('input', () => ClearAlertInput, { description: 'Which alert.' }) input: ClearAlertInput,
    @Ctx() context: RequestContext,
  ): Promise<ClearAlertPayload> {
    const { storageUuid, sequenceNumber } = input;
    const uuids = await clearAlert(this.parts, storageUuid, sequenceNumber, context.end?.signal);
    const alerts = await alertsByUuid(this.parts.store.sql, uuids);
    return { storageUuid, alerts: [...alerts.values()] };
  }

  @Access('operator')
  @Mutation(() => SyncAlertsPayload, {
    nullable: true,
    description: 'Has an array asked for its alerts, which are kept and sent on.',
  })
  async syncAlerts(
    @Arg('input', () => SyncAlertsInput, { description: 'Which storage, and of which time.' })
    input: SyncAlertsInput,
    @Ctx() context: RequestContext,
  ): Promise<SyncAlertsPayload> {
    const { guid, cursor } = await startAlertSync(this.parts, {
      storageUuid: input.storageUuid,
      beginTime: Number(input.beginTime ?? 0),
      endTime: Number(input.endTime ?? 0),
      idempotencyKey: input.idempotencyKey,
      viewer: context.viewer,
    });
    return { task: taskOf(guid), cursor };
  }

  @FieldResolver(() => Storage, {
    nullable: true,
    description: 'The storage it is of; null when that is gone.',
  })
  storage(@Root() alert: Alert, @Ctx() context: RequestContext): Promise<Storage | null> {
    return StorageLoaders.of(this.parts, context).storage.load(alert.storageUuid);
  }

  @FieldResolver(() => [AlertHistoryEntry], {
    description: 'Turns in its life, the oldest first; the newest 100 when there are more.',
  })
  history(@Root() alert: Alert, @Ctx() context: RequestContext): Promise<AlertHistoryEntry[]> {
    return AlertLoaders.of(this.parts, context).history.load(alert.uuid);
  }
}
