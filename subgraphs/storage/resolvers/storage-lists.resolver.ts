import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import type { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Storage } from '../entities/storage.js';
import { StorageLoaders } from '../loaders.js';
import type { OrderWish } from '../services/list-order.js';
import type { ListFilter } from '../services/list-things.js';
import { listedKinds, type Listed } from '../services/listed.js';
import type { StorageParts } from '../services/parts.js';
import { FilterArg, OrderArg } from './list-inputs.js';

/** What a storage has of each kind: a field named like the kind's own list. */
@Resolver(() => Storage)
export class StorageListsResolver {
  constructor(readonly parts: StorageParts) {}
}

for (const listed of listedKinds) addList(StorageListsResolver.prototype, listed);

function addList(prototype: StorageListsResolver, listed: Listed): void {
  const field = listed.root;
  Object.defineProperty(prototype, field, {
    async value(
      this: StorageListsResolver,
      { uuid }: Storage,
      context: RequestContext,
      page: PageArgs,
      filter: ListFilter | null,
      orderBy: OrderWish[] | null,
    ): Promise<ConnectionObject<object>> {
      const loaders = StorageLoaders.of(this.parts, context);
      return listed.connection.of(await loaders.listOf(listed, { filter, orderBy, page }, uuid));
    },
  });
  const told = [Root(), Ctx(), Args(() => PageArgs), FilterArg(listed), OrderArg(listed)];
  for (const [place, parameter] of told.entries()) parameter(prototype, field, place);
  const description = `Its ${listed.noun}, the newest first unless told otherwise.`;
  const property = Object.getOwnPropertyDescriptor(prototype, field) ?? {};
  FieldResolver(() => listed.connection, { description })(prototype, field, property);
}
