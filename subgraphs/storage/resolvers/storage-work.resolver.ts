import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { accessKinds } from '../drivers/driver.js';
import { taskOf } from '../entities/task.js';
import type { AccessRequest } from '../services/access-request.js';
import { deleteStorage } from '../services/delete-storage.js';
import { accessInfoOfStorage } from '../services/find-access-infos.js';
import type { StorageParts } from '../services/parts.js';
import { registerStorage } from '../services/register-storage.js';
import { startSync } from '../services/start-sync.js';
import { storageFault } from '../services/storage-fault.js';
import { syncAll } from '../services/sync-all.js';
import { updateAccessInfo } from '../services/update-access-info.js';
import {
  DeleteStorageInput,
  RegisterStorageInput,
  SyncAllStoragesInput,
  SyncStorageInput,
  UpdateAccessInfoInput,
  type AccessInput,
} from './storage-inputs.js';
import {
  RegisterStoragePayload,
  StorageWorkPayload,
  SyncAllStoragesPayload,
  UpdateAccessInfoPayload,
} from './storage-payloads.js';

/** Mutations of storages. Failures carry `reason` and `args`: error code and arguments of the Delfin contract. */
@Resolver()
export class StorageWorkResolver {
  constructor(private readonly parts: StorageParts) {}

  @Access('operator')
  @Mutation(() => RegisterStoragePayload, {
    nullable: true,
    description: 'Registers an array, which must answer at once, and starts its first sync.',
  })
  async registerStorage(
    @Arg('input', () => RegisterStorageInput, { description: 'The array.' }) input: RegisterStorageInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<RegisterStoragePayload> {
    const { vendor, model, storageName, extraAttributes, tls } = input;
    if (extraAttributes != null && (typeof extraAttributes !== 'object' || Array.isArray(extraAttributes)))
      throw storageFault('InvalidInput', ['"extraAttributes" must be an object.']);
    const wish = {
      vendor,
      model,
      storageName,
      access: accessOf(input),
      extraAttributes,
      tls: tls ?? undefined,
    };
    const { storage, sync } = await registerStorage(this.parts, wish, viewer);
    return { storage, task: sync ? taskOf(sync.guid) : null, cursor: sync?.cursor ?? null };
  }

  @Access('operator')
  @Mutation(() => UpdateAccessInfoPayload, {
    nullable: true,
    description: 'Changes how a storage is reached, once the array has answered that way.',
  })
  async updateAccessInfo(
    @Arg('input', () => UpdateAccessInfoInput, { description: 'The change.' }) input: UpdateAccessInfoInput,
  ): Promise<UpdateAccessInfoPayload> {
    const { storageUuid, tls } = input;
    await updateAccessInfo(this.parts, storageUuid, { access: accessOf(input), tls: tls ?? undefined });
    return { accessInfo: await accessInfoOfStorage(this.parts.store.sql, storageUuid) };
  }

  @Access('operator')
  @Mutation(() => StorageWorkPayload, {
    nullable: true,
    description: 'Deletes a storage: it is gone at once, what it had is removed by the task.',
  })
  async deleteStorage(
    @Arg('input', () => DeleteStorageInput, { description: 'Which one.' }) {
      storageUuid,
    }: DeleteStorageInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<StorageWorkPayload> {
    const { guid, cursor } = await deleteStorage(this.parts, storageUuid, viewer);
    return { storageUuid, task: taskOf(guid), cursor };
  }

  @Access('operator')
  @Mutation(() => StorageWorkPayload, {
    nullable: true,
    description: 'Reads the inventory of a storage again. CONFLICT while that is under way.',
  })
  async syncStorage(
    @Arg('input', () => SyncStorageInput, { description: 'Which one.' }) input: SyncStorageInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<StorageWorkPayload> {
    const { storageUuid, kinds, idempotencyKey } = input;
    const wish = { kinds: kinds ?? undefined, idempotencyKey: idempotencyKey ?? undefined };
    const { guid, cursor } = await startSync(this.parts, storageUuid, viewer, wish);
    return { storageUuid, task: taskOf(guid), cursor };
  }

  @Access('operator')
  @Mutation(() => SyncAllStoragesPayload, {
    nullable: true,
    description: 'Reads the inventory of every storage again, but of those being read already.',
  })
  async syncAllStorages(
    @Arg('input', () => SyncAllStoragesInput, { description: 'What is read.' })
    { kinds }: SyncAllStoragesInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<SyncAllStoragesPayload> {
    const { started, skipped } = await syncAll(this.parts, viewer, { kinds: kinds ?? undefined });
    return { tasks: started.map(({ guid }) => taskOf(guid)), cursor: started[0]?.cursor ?? null, skipped };
  }
}

/** The ways that are given, with the members that are given; null counts as left out. */
function accessOf(input: AccessInput): AccessRequest {
  const access: Record<string, object> = {};
  for (const kind of accessKinds) {
    const point = input[kind];
    if (point != null)
      access[kind] = Object.fromEntries(Object.entries(point).filter(([, value]) => value != null));
  }
  return access as AccessRequest;
}
