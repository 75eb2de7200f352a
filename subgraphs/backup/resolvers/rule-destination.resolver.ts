import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { BackupDestination } from '../entities/backup-destination.js';
import { Rule, RuleDestination } from '../entities/rule.js';
import type { BackupParts } from '../services/parts.js';
import { PolicyLoaders } from './policy-loaders.js';

/** What a place of a rule stands for. */
@Resolver(() => RuleDestination)
export class RuleDestinationResolver {
  constructor(private readonly parts: BackupParts) {}

  @FieldResolver(() => BackupDestination, { nullable: true, description: 'The destination.' })
  destination(
    @Root() { destinationGuid }: RuleDestination,
    @Ctx() context: RequestContext,
  ): Promise<BackupDestination | null> {
    return PolicyLoaders.of(this.parts, context).destination.load(destinationGuid);
  }

  @FieldResolver(() => Rule, { nullable: true, description: 'The rule.' })
  rule(@Root() { ruleGuid }: RuleDestination, @Ctx() context: RequestContext): Promise<Rule | null> {
    return PolicyLoaders.of(this.parts, context).rule.load(ruleGuid);
  }
}
