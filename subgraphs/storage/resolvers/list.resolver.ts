import { Args, Query, Resolver } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { Access } from '../../kernel/subgraph/access.js';
import { listThings, type ListFilter } from '../services/list-things.js';
import type { OrderWish } from '../services/list-order.js';
import { listedKinds, listedStorages, type Listed } from '../services/listed.js';
import type { StorageParts } from '../services/parts.js';
import { FilterArg, MarkedPageArgs, OrderArg } from './list-inputs.js';

/** The class of the resolver of one list. */
function listResolver(listed: Listed): new (parts: StorageParts) => object {
  @Resolver()
  class ListResolver {
    constructor(private readonly parts: StorageParts) {}

    @Access('viewer')
    @Query(() => listed.connection, {
      name: listed.root,
      nullable: true,
      description: `All ${listed.noun}, the newest first unless told otherwise.`,
    })
    async list(
      @Args(() => MarkedPageArgs) page: MarkedPageArgs,
      @FilterArg(listed) filter: ListFilter | null,
      @OrderArg(listed) orderBy: OrderWish[] | null,
    ): Promise<ConnectionObject<object>> {
      return listed.connection.of(await listThings(this.parts.store.sql, listed, { filter, orderBy, page }));
    }
  }
  return ListResolver;
}

const classes = [listedStorages as unknown as Listed, ...listedKinds].map(listResolver);

/** One resolver per list: the storages, and each of the fifteen kinds. */
export function listResolvers(parts: StorageParts): readonly object[] {
  return classes.map((ListResolver) => new ListResolver(parts));
}
