import type { WebhookWork } from '../../../subgraphs/kernel/events/webhook-work.js';
import type { Log } from '../../../subgraphs/kernel/log/log.js';
import type { OperationReader } from '../../http/read-operation.js';
import type { SubscriptionEngine } from '../subscription-engine.js';
import type { WebhookConfig } from './config.js';
import type { WebhookSender } from './webhook-sender.js';

/** What delivering webhooks takes. */
export interface WebhookParts {
  readonly work: WebhookWork;
  readonly engine: SubscriptionEngine;
  readonly reader: OperationReader;
  readonly sender: WebhookSender;
  readonly config: WebhookConfig;
  readonly log: Log;
}
