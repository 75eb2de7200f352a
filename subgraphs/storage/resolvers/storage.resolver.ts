import { Args, Query, Resolver } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Access } from '../../kernel/subgraph/access.js';
import { Storage, StorageConnection } from '../entities/storage.js';
import { listStorages } from '../services/find-storages.js';
import type { StorageParts } from '../services/parts.js';

/** Queries of storages. */
@Resolver(() => Storage)
export class StorageResolver {
  constructor(private readonly parts: StorageParts) {}

  @Access('viewer')
  @Query(() => StorageConnection, { nullable: true, description: 'Registered storages, the newest first.' })
  async storages(@Args() page: PageArgs): Promise<ConnectionObject<Storage>> {
    return StorageConnection.of(await listStorages(this.parts, page));
  }
}
