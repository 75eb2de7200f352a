import { Arg, Args, Ctx, Field, ID, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { connectionType, type ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { WebhookDelivery } from '../entities/webhook-delivery.js';
import type { CoreServices } from '../services/core-services.js';
import { listWebhookDeliveries, WebhookOrder } from '../services/list-webhooks.js';
import { redeliver, testWebhook } from '../services/send-webhook.js';
import { managedWebhook } from '../services/webhooks-by-key.js';
import { RedeliverInput, WebhookDeliveryFilter, WebhookInput } from './webhook.inputs.js';

const WebhookDeliveryConnection = connectionType(WebhookDelivery, 'deliveries');

/** A message that was sent because somebody asked for it. */
@ObjectType({ description: 'A message that was sent because somebody asked for it.' })
export class WebhookDeliveryPayload {
  @Field(() => WebhookDelivery, { description: 'What became of it; PENDING when that takes longer.' })
  delivery!: WebhookDelivery;
}

@Resolver(() => WebhookDelivery)
export class WebhookDeliveryResolver {
  constructor(private readonly services: CoreServices) {}

  @Access('viewer')
  @Query(() => WebhookDeliveryConnection, {
    nullable: true,
    description: 'What was sent for a webhook, and what became of it: the last 200 messages.',
  })
  async webhookDeliveries(
    @Arg('webhookId', () => ID, { description: 'Global id of the webhook.' }) webhookId: string,
    @Arg('filter', () => WebhookDeliveryFilter, {
      nullable: true,
      description: 'What the list is narrowed to.',
    })
    filter: WebhookDeliveryFilter | null,
    @Arg('orderBy', () => WebhookOrder, { defaultValue: 'CREATED_AT_DESC', description: 'The order.' })
    orderBy: WebhookOrder,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<WebhookDelivery>> {
    const webhook = await managedWebhook(this.services, viewer, webhookId);
    return WebhookDeliveryConnection.of(
      await listWebhookDeliveries(this.services, webhook, filter ?? {}, orderBy, page),
    );
  }

  @Access('viewer')
  @Mutation(() => WebhookDeliveryPayload, {
    nullable: true,
    description: 'Sends a signed message that tells of nothing, also while the webhook is paused.',
  })
  async testWebhook(
    @Arg('input', () => WebhookInput, { description: 'The webhook.' }) { id }: WebhookInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<WebhookDeliveryPayload> {
    return { delivery: await testWebhook(this.services, viewer, id) };
  }

  @Access('viewer')
  @Mutation(() => WebhookDeliveryPayload, {
    nullable: true,
    description: 'Sends a message once more, with its old id and a new time.',
  })
  async redeliver(
    @Arg('input', () => RedeliverInput, { description: 'The delivery.' }) { id }: RedeliverInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<WebhookDeliveryPayload> {
    return { delivery: await redeliver(this.services, viewer, id) };
  }
}
