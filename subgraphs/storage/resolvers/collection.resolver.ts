import { Arg, Ctx, Field, FieldResolver, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { MetricCollection } from '../entities/metric-collection.js';
import { Storage } from '../entities/storage.js';
import { Task, taskOf } from '../entities/task.js';
import { startHistory } from '../services/collect-history.js';
import { storageByUuid } from '../services/find-storages.js';
import { metricLoaders } from '../services/metric-loaders.js';
import type { StorageParts } from '../services/parts.js';
import { setCollection } from '../services/set-collection.js';
import { CollectHistoryInput, SetCollectionInput } from './metric-inputs.js';

/** Answer to `setCollection`. */
@ObjectType({ description: 'A collection that was changed.' })
export class SetCollectionPayload {
  @Field(() => Storage, { description: 'The storage.' })
  storage!: Storage;
}

/** Answer to `collectHistory`. */
@ObjectType({ description: 'A collection of the past that was begun.' })
export class CollectHistoryPayload {
  @Field(() => Task, { description: 'The work.' })
  task!: Task;

  @Field(() => EventCursor, {
    description: 'Place in the task events from which the events of this task follow.',
  })
  cursor!: string;
}

/** How the performance of storages is collected. */
@Resolver(() => Storage)
export class CollectionResolver {
  constructor(private readonly parts: StorageParts) {}

  @FieldResolver(() => MetricCollection, {
    nullable: true,
    description:
      'How its performance is collected; null when its driver measures nothing, or nobody asked for it where the server collects nothing by itself.',
  })
  collection(@Root() storage: Storage, @Ctx() context: RequestContext): Promise<MetricCollection | null> {
    return metricLoaders(context, this.parts).collection.load(storage.uuid);
  }

  @Access('operator')
  @Mutation(() => SetCollectionPayload, {
    nullable: true,
    description: 'Changes whether and how often the performance of a storage is collected.',
  })
  async setCollection(
    @Arg('input', () => SetCollectionInput, { description: 'What is to change.' }) input: SetCollectionInput,
  ): Promise<SetCollectionPayload> {
    const { storageUuid, enabled, intervalSeconds } = input;
    await setCollection(this.parts, storageUuid, { enabled: enabled ?? undefined, intervalSeconds });
    const storage = await storageByUuid(this.parts.store.sql, storageUuid);
    return Object.assign(new SetCollectionPayload(), { storage });
  }

  @Access('operator')
  @Mutation(() => CollectHistoryPayload, {
    nullable: true,
    description:
      'Begins to collect a range of the past, where the array keeps one; nothing of it goes to exporters.',
  })
  async collectHistory(
    @Arg('input', () => CollectHistoryInput, { description: 'What is to be collected.' })
    input: CollectHistoryInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<CollectHistoryPayload> {
    const { storageUuid: storageId, from, to, idempotencyKey } = input;
    const { guid, cursor } = await startHistory(
      this.parts,
      { storageId, from, to, idempotencyKey: idempotencyKey ?? undefined },
      viewer,
    );
    return Object.assign(new CollectHistoryPayload(), { task: taskOf(guid), cursor });
  }
}
