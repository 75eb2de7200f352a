import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { hasRole } from '../../kernel/identity/viewer.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { AlertSource } from '../entities/alert-source.js';
import { Storage } from '../entities/storage.js';
import { TrapTally } from '../entities/trap-tally.js';
import { sealedPlace } from '../services/alert-source-row.js';
import { listAlertSources } from '../services/list-alert-sources.js';
import { StorageLoaders } from '../loaders.js';
import type { StorageParts } from '../services/parts.js';
import { deleteAlertSource, putAlertSource } from '../services/put-alert-source.js';
import { allTallies } from '../services/trap-tallies.js';
import { DeleteAlertSourceInput, PutAlertSourceInput } from './alert-inputs.js';
import { AlertLoaders } from './alert-loaders.js';
import { DeleteAlertSourcePayload, PutAlertSourcePayload } from './alert-payloads.js';

/** Where traps come from. */
@Resolver(() => AlertSource)
export class AlertSourceResolver {
  constructor(private readonly parts: StorageParts) {}

  @Access('viewer')
  @Query(() => [AlertSource], { nullable: true, description: 'All alert sources, the newest first.' })
  alertSources(): Promise<AlertSource[]> {
    return listAlertSources(this.parts.store.sql);
  }

  @Access('viewer')
  @Query(() => TrapTally, {
    nullable: true,
    description: 'What became of all SNMP traps that ever arrived, of known and unknown senders.',
  })
  async trapTally(): Promise<TrapTally> {
    return TrapTally.of(await allTallies(this.parts.store.sql));
  }

  @Access('operator')
  @Mutation(() => PutAlertSourcePayload, {
    nullable: true,
    description: 'Gives a storage its alert source, or merges into the one it has.',
  })
  async putAlertSource(
    @Arg('input', () => PutAlertSourceInput, { description: 'The source.' }) input: PutAlertSourceInput,
  ): Promise<PutAlertSourcePayload> {
    const { storageUuid, port, ...wish } = input;
    const number = port == null ? port : Number(port);
    return { alertSource: await putAlertSource(this.parts, storageUuid, { ...wish, port: number }) };
  }

  @Access('operator')
  @Mutation(() => DeleteAlertSourcePayload, {
    nullable: true,
    description: 'Takes the alert source of a storage away; its traps are not read any more.',
  })
  async deleteAlertSource(
    @Arg('input', () => DeleteAlertSourceInput, { description: 'Of which storage.' })
    { storageUuid }: DeleteAlertSourceInput,
  ): Promise<DeleteAlertSourcePayload> {
    await deleteAlertSource(this.parts, storageUuid);
    return { storageUuid };
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Community of versions 1 and 2c; null for version 3, and for who may not change the source.',
  })
  communityString(@Root() source: AlertSource, @Ctx() { viewer }: RequestContext): string | null {
    const { sealedCommunity: sealed, storageUuid } = source;
    if (sealed === null || !hasRole(viewer, 'operator')) return null;
    return this.parts.secrets.decrypt(sealed, sealedPlace(storageUuid, 'community_string'));
  }

  @FieldResolver(() => TrapTally, { description: 'What became of the traps of its storage.' })
  async traps(@Root() { storageUuid }: AlertSource, @Ctx() context: RequestContext): Promise<TrapTally> {
    return TrapTally.of(await AlertLoaders.of(this.parts, context).tally.load(storageUuid));
  }

  @FieldResolver(() => Storage, { nullable: true, description: 'The storage; null when it is gone.' })
  storage(@Root() { storageUuid }: AlertSource, @Ctx() context: RequestContext): Promise<Storage | null> {
    return StorageLoaders.of(this.parts, context).storage.load(storageUuid);
  }
}
