import { Arg, Args, Query, Resolver } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { Access } from '../../kernel/subgraph/access.js';
import { inventoryKinds } from '../entities/kinds.js';
import { listThings, type ListFilter } from '../services/list-things.js';
import type { OrderWish } from '../services/list-order.js';
import { listedKind, listedStorages, type Listed } from '../services/listed.js';
import type { StorageParts } from '../services/parts.js';
import { filterInput, MarkedPageArgs, orderInput } from './list-inputs.js';

/** The class of the resolver of one list. */
function listResolver(listed: Listed): new (parts: StorageParts) => object {
  const filterClass = filterInput(listed);
  const orderClass = orderInput(listed);

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
      @Arg('filter', () => filterClass, { nullable: true, description: 'What the list is narrowed to.' })
      filter: ListFilter | null,
      @Arg('orderBy', () => [orderClass], {
        nullable: true,
        description:
          'Keys of the order, the first counts most, at most 8; CREATED_AT and ID come last anyway.',
      })
      orderBy: OrderWish[] | null,
    ): Promise<ConnectionObject<object>> {
      return listed.connection.of(await listThings(this.parts.store.sql, listed, { filter, orderBy, page }));
    }
  }
  return ListResolver;
}

const lists: readonly Listed[] = [
  listedStorages as unknown as Listed,
  ...inventoryKinds.map((kind) => listedKind(kind) as unknown as Listed),
];
const classes = lists.map(listResolver);

/** One resolver per list: the storages, and each of the fifteen kinds. */
export function listResolvers(parts: StorageParts): readonly object[] {
  return classes.map((ListResolver) => new ListResolver(parts));
}
