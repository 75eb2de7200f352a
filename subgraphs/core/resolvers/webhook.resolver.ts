import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { connectionType, type ConnectionObject } from '../../../schema/paging/connection.js';
import { PageArgs } from '../../../schema/paging/page-args.js';
import { Account } from '../../kernel/identity/account.js';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { Webhook } from '../entities/webhook.js';
import { CoreLoaders } from '../loaders.js';
import { accountKey } from '../services/account-key.js';
import type { CoreServices } from '../services/core-services.js';
import { listWebhooks, WebhookOrder } from '../services/list-webhooks.js';
import {
  createWebhook,
  deleteWebhook,
  pauseWebhook,
  resumeWebhook,
  rotateWebhookSecret,
  updateWebhook,
} from '../services/manage-webhooks.js';
import {
  CreateWebhookInput,
  ResumeWebhookInput,
  RotateWebhookSecretInput,
  UpdateWebhookInput,
  WebhookFilter,
  WebhookInput,
} from './webhook.inputs.js';

const WebhookConnection = connectionType(Webhook, 'webhooks');

/** A webhook with a secret that was made just now. */
@ObjectType({ description: 'A webhook with a secret that was made just now.' })
export class WebhookSecretPayload {
  @Field(() => String, {
    description: 'What messages are signed with, after Standard Webhooks. Shown here only.',
  })
  secret!: string;

  @Field(() => Webhook, { description: 'The webhook.' })
  webhook!: Webhook;
}

/** A webhook that was changed. */
@ObjectType({ description: 'A webhook that was changed.' })
export class WebhookPayload {
  @Field(() => Webhook, { description: 'The webhook as it is now.' })
  webhook!: Webhook;
}

/** What deleting a webhook gives. */
@ObjectType({ description: 'What deleting a webhook gives.' })
export class DeleteWebhookPayload {
  @Field(() => ID, { description: 'Global id of the webhook that was.' })
  deletedId!: string;
}

@Resolver(() => Webhook)
export class WebhookResolver {
  constructor(private readonly services: CoreServices) {}

  @Access('viewer')
  @Query(() => WebhookConnection, {
    nullable: true,
    description: "The viewer's webhooks; an administrator sees those of all its accounts.",
  })
  async webhooks(
    @Arg('filter', () => WebhookFilter, { nullable: true, description: 'What the list is narrowed to.' })
    filter: WebhookFilter | null,
    @Arg('orderBy', () => WebhookOrder, { defaultValue: 'CREATED_AT_DESC', description: 'The order.' })
    orderBy: WebhookOrder,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ConnectionObject<Webhook>> {
    const wish = { account: accountKey(filter?.accountId), state: filter?.state };
    return WebhookConnection.of(await listWebhooks(this.services, viewer, wish, orderBy, page));
  }

  @Access('viewer')
  @Mutation(() => WebhookSecretPayload, {
    nullable: true,
    description:
      'Creates a webhook: a subscription whose events are sent to an address from now on. Needs a login; an API token cannot create what outlives it.',
  })
  createWebhook(
    @Arg('input', () => CreateWebhookInput, { description: 'The webhook.' }) input: CreateWebhookInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<WebhookSecretPayload> {
    return createWebhook(this.services, viewer, input);
  }

  @Access('viewer')
  @Mutation(() => WebhookPayload, { nullable: true, description: 'Changes a webhook. Needs a login.' })
  async updateWebhook(
    @Arg('input', () => UpdateWebhookInput, { description: 'What changes.' }) input: UpdateWebhookInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<WebhookPayload> {
    const { id, ...wanted } = input;
    return { webhook: await updateWebhook(this.services, viewer, id, wanted) };
  }

  @Access('viewer')
  @Mutation(() => DeleteWebhookPayload, {
    nullable: true,
    description: 'Deletes a webhook with what is known of its deliveries.',
  })
  async deleteWebhook(
    @Arg('input', () => WebhookInput, { description: 'The webhook.' }) { id }: WebhookInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<DeleteWebhookPayload> {
    await deleteWebhook(this.services, viewer, id);
    return { deletedId: id };
  }

  @Access('viewer')
  @Mutation(() => WebhookPayload, {
    nullable: true,
    description: 'Pauses a webhook; events that happen meanwhile are sent when it is resumed.',
  })
  async pauseWebhook(
    @Arg('input', () => WebhookInput, { description: 'The webhook.' }) { id }: WebhookInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<WebhookPayload> {
    return { webhook: await pauseWebhook(this.services, viewer, id) };
  }

  @Access('viewer')
  @Mutation(() => WebhookPayload, {
    nullable: true,
    description:
      'Resumes a webhook behind the last event that arrived; its address and document are looked at again.',
  })
  async resumeWebhook(
    @Arg('input', () => ResumeWebhookInput, { description: 'The webhook.' }) input: ResumeWebhookInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<WebhookPayload> {
    return { webhook: await resumeWebhook(this.services, viewer, input.id, input.skipLost) };
  }

  @Access('viewer')
  @Mutation(() => WebhookSecretPayload, {
    nullable: true,
    description:
      'Gives a webhook a new secret; for some hours messages carry signatures by both. Needs a login.',
  })
  rotateWebhookSecret(
    @Arg('input', () => RotateWebhookSecretInput, { description: 'The webhook.' })
    { id, overlapHours }: RotateWebhookSecretInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<WebhookSecretPayload> {
    return rotateWebhookSecret(this.services, viewer, id, overlapHours);
  }

  @FieldResolver(() => Account, {
    nullable: true,
    description: 'The owner, as whom it subscribes; null is the local user of an open server.',
  })
  account(@Root() webhook: Webhook, @Ctx() context: RequestContext): Promise<Account | null> | null {
    return webhook.accountId === null
      ? null
      : CoreLoaders.of(this.services, context).accounts.load(webhook.accountId);
  }
}
