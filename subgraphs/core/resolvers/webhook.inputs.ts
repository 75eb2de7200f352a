import { Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { Json } from '../../../schema/scalars/scalars.js';
import { WebhookDeliveryStatus } from '../entities/webhook-delivery.js';
import { WebhookState } from '../entities/webhook.js';
import { WebhookOrder } from '../services/list-webhooks.js';

registerEnumType(WebhookOrder, {
  name: 'WebhookOrder',
  description: 'The order of lists of webhooks and of their deliveries.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'The last created first.' },
    CREATED_AT_ASC: { description: 'The first created first.' },
  },
});

/** What a list of webhooks is narrowed to. */
@InputType({ description: 'What a list of webhooks is narrowed to; everything given must hold.' })
export class WebhookFilter {
  @Field(() => ID, { nullable: true, description: 'Global id of the account.' })
  accountId?: string | null;

  @Field(() => WebhookState, { nullable: true, description: 'Whether events are sent.' })
  state?: keyof typeof WebhookState | null;
}

/** What a list of deliveries is narrowed to. */
@InputType({ description: 'What a list of deliveries is narrowed to; everything given must hold.' })
export class WebhookDeliveryFilter {
  @Field(() => WebhookDeliveryStatus, { nullable: true, description: 'What became of the last attempt.' })
  status?: keyof typeof WebhookDeliveryStatus | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it was a test.' })
  isTest?: boolean | null;
}

/** A webhook to be created. */
@InputType({ description: 'A webhook to be created.' })
export class CreateWebhookInput {
  @Field(() => String, { description: 'What it is for: 1 to 128 characters.' })
  name!: string;

  @Field(() => String, {
    description: 'Where events are sent to: an https address without user or password.',
  })
  url!: string;

  @Field(() => String, { description: 'The document of a subscription, without "after".' })
  query!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Which operation of the document, where it has several.',
  })
  operationName?: string | null;

  @Field(() => Json, { nullable: true, description: 'The variables of the subscription, an object.' })
  variables?: unknown;
}

/** A webhook to be changed. */
@InputType({ description: 'A webhook to be changed; what is absent stays.' })
export class UpdateWebhookInput {
  @Field(() => ID, { description: 'Global id of the webhook.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'What it is for: 1 to 128 characters.' })
  name?: string;

  @Field(() => String, { nullable: true, description: 'Where events are sent to.' })
  url?: string;

  @Field(() => String, {
    nullable: true,
    description: 'The document of a subscription. Another one begins behind its own present state.',
  })
  query?: string;

  @Field(() => String, {
    nullable: true,
    description: 'Which operation of the document, where it has several.',
  })
  operationName?: string | null;

  @Field(() => Json, { nullable: true, description: 'The variables of the subscription, an object.' })
  variables?: unknown;
}

/** The webhook to do something to. */
@InputType({ description: 'The webhook to do something to.' })
export class WebhookInput {
  @Field(() => ID, { description: 'Global id of the webhook.' })
  id!: string;
}

/** The webhook to resume. */
@InputType({ description: 'The webhook to resume.' })
export class ResumeWebhookInput {
  @Field(() => ID, { description: 'Global id of the webhook.' })
  id!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether it begins behind the present state, without the events it has not been sent.',
  })
  skipLost!: boolean;
}

/** The webhook to give a new secret. */
@InputType({ description: 'The webhook to give a new secret.' })
export class RotateWebhookSecretInput {
  @Field(() => ID, { description: 'Global id of the webhook.' })
  id!: string;

  @Field(() => Int, {
    defaultValue: 24,
    description: 'Hours for which messages are signed by the former secret as well: 0 to 168.',
  })
  overlapHours!: number;
}

/** The delivery to send once more. */
@InputType({ description: 'The delivery to send once more.' })
export class RedeliverInput {
  @Field(() => ID, { description: 'Global id of the delivery.' })
  id!: string;
}
