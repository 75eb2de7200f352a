import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { keyOf } from '../../../schema/global-id.js';
import { Json } from '../../../schema/scalars/scalars.js';
import { faultOf } from '../../kernel/errors/fault.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { AccessInfo } from '../entities/access-info.js';
import { Storage } from '../entities/storage.js';
import { SyncUnit } from '../entities/sync-unit.js';
import { Task, taskOf } from '../entities/task.js';
import { StorageLoaders } from '../loaders.js';
import { capabilitiesOf } from '../services/capabilities.js';
import { allAccessInfos } from '../services/find-access-infos.js';
import type { StorageParts } from '../services/parts.js';

/** One storage, and what belongs to it alone. */
@Resolver(() => Storage)
export class StorageResolver {
  constructor(private readonly parts: StorageParts) {}

  @Access('viewer')
  @Query(() => Storage, { nullable: true, description: 'One registered storage; null when there is none.' })
  async storage(
    @Arg('uuid', () => String, { nullable: true, description: 'Its UUID.' }) uuid: string | null,
    @Arg('id', () => ID, { nullable: true, description: 'Its global id.' }) id: string | null,
    @Ctx() context: RequestContext,
  ): Promise<Storage | null> {
    const wanted = uuid ?? (id === null || id === undefined ? undefined : keyOf('Storage', id));
    return wanted === undefined ? null : StorageLoaders.of(this.parts, context).storage.load(wanted);
  }

  @Access('viewer')
  @Query(() => [AccessInfo], {
    nullable: true,
    description: 'How every registered storage is reached, the newest first.',
  })
  async accessInfos(): Promise<AccessInfo[]> {
    return [...(await allAccessInfos(this.parts.store.sql))];
  }

  @FieldResolver(() => AccessInfo, { nullable: true, description: 'How it is reached, without passwords.' })
  accessInfo(@Root() { uuid }: Storage, @Ctx() context: RequestContext): Promise<AccessInfo | null> {
    return StorageLoaders.of(this.parts, context).accessInfo.load(uuid);
  }

  @FieldResolver(() => [SyncUnit], { description: 'How fresh each kind of its inventory is.' })
  async freshness(@Root() { uuid }: Storage, @Ctx() context: RequestContext): Promise<SyncUnit[]> {
    return [...(await StorageLoaders.of(this.parts, context).freshness.load(uuid))];
  }

  @FieldResolver(() => Task, {
    nullable: true,
    description: 'The sync that is under way; null when none is.',
  })
  syncTask(@Root() { syncTaskGuid }: Storage): Task | null {
    return syncTaskGuid === null ? null : taskOf(syncTaskGuid);
  }

  @FieldResolver(() => Json, {
    nullable: true,
    description: 'What it can measure, as its driver says; null when it measures nothing.',
  })
  async capabilities(@Root() { uuid }: Storage): Promise<unknown> {
    try {
      return await capabilitiesOf(this.parts, uuid);
    } catch (error) {
      if (faultOf(error)?.extensions['reason'] === 'StorageCapabilityNotSupported') return null;
      throw error;
    }
  }
}

/** The storage of an access info. */
@Resolver(() => AccessInfo)
export class AccessInfoResolver {
  constructor(private readonly parts: StorageParts) {}

  @FieldResolver(() => Storage, { nullable: true, description: 'The storage; null when it is gone.' })
  storage(@Root() { storageUuid }: AccessInfo, @Ctx() context: RequestContext): Promise<Storage | null> {
    return StorageLoaders.of(this.parts, context).storage.load(storageUuid);
  }
}
