import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { Fault } from '../../kernel/errors/fault.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { AlertSource } from '../entities/alert-source.js';
import { Alert } from '../entities/alert.js';
import { Storage } from '../entities/storage.js';
import type { StorageParts } from '../services/parts.js';
import { AlertLoaders } from './alert-loaders.js';

const mostAlerts = 1000;

/** What a storage has to do with alerts. */
@Resolver(() => Storage)
export class StorageAlertsResolver {
  constructor(private readonly parts: StorageParts) {}

  @FieldResolver(() => AlertSource, {
    nullable: true,
    description: 'Where its SNMP traps come from; null when it has no alert source.',
  })
  alertSource(@Root() { uuid }: Storage, @Ctx() context: RequestContext): Promise<AlertSource | null> {
    return AlertLoaders.of(this.parts, context).source.load(uuid);
  }

  @FieldResolver(() => [Alert], {
    description: 'Its open alerts, the last reported first. More, and cleared ones, are in "alerts".',
  })
  openAlerts(
    @Root() { uuid }: Storage,
    @Arg('first', () => Int, { defaultValue: 50, description: 'How many at most: 0 to 1000.' }) first: number,
    @Ctx() context: RequestContext,
  ): Promise<Alert[]> {
    if (first < 0 || first > mostAlerts)
      throw new Fault('BAD_USER_INPUT', `"first" must be from 0 to ${mostAlerts}, not ${first}.`);
    return AlertLoaders.of(this.parts, context).openOf(uuid, first);
  }
}
