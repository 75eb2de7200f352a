import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { Account } from '../../kernel/identity/account.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { CurrentViewer, toCurrentViewer } from '../entities/current-viewer.js';
import { CoreLoaders } from '../loaders.js';
import type { CoreServices } from '../services/core-services.js';

@Resolver(() => CurrentViewer)
export class ViewerResolver {
  constructor(private readonly services: CoreServices) {}

  @Access('public')
  @Query(() => CurrentViewer, { nullable: true, description: 'Who asks, as the server sees it.' })
  viewer(@Ctx() { viewer }: RequestContext): CurrentViewer {
    return toCurrentViewer(viewer);
  }

  @FieldResolver(() => Account, { nullable: true, description: "The viewer's account; null when it has none." })
  account(@Root() { accountId }: CurrentViewer, @Ctx() context: RequestContext): Promise<Account | null> | null {
    return accountId === null ? null : CoreLoaders.of(this.services, context).accounts.load(accountId);
  }
}
