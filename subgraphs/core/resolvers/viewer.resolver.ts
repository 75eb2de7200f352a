import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { Account } from '../../kernel/identity/account.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { CurrentViewer, toCurrentViewer } from '../entities/current-viewer.js';
import type { CoreServices } from '../services/core-services.js';

@Resolver(() => CurrentViewer)
export class ViewerResolver {
  constructor(private readonly services: CoreServices) {}

  @Access('public')
  @Query(() => CurrentViewer, { nullable: true, description: 'Who asks, as the server sees it.' })
  viewer(@Ctx() { viewer }: RequestContext): CurrentViewer {
    return toCurrentViewer(viewer);
  }

  @FieldResolver(() => Account, {
    nullable: true,
    description: "The viewer's account; null when it has none.",
  })
  async account(@Root() { accountId }: CurrentViewer): Promise<Account | null> {
    // Of whom the object shows, who after a login is not yet the viewer of the operation.
    return accountId === null ? null : ((await this.services.identity.accounts.find(accountId)) ?? null);
  }
}
