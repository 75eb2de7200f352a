import { WebhookWork } from '../../../subgraphs/kernel/events/webhook-work.js';
import type { Kernel } from '../../../subgraphs/kernel/kernel.js';
import type { Gateway } from '../../gateway.js';
import type { WebhookConfig } from './config.js';
import { WebhookRunner } from './webhook-runner.js';
import { WebhookSender } from './webhook-sender.js';

/** The webhooks of a process with this gateway; they stop before it does, because its subscriptions are theirs. */
export function openWebhooks(
  kernel: Pick<Kernel, 'store' | 'hints' | 'identity' | 'secrets' | 'log'>,
  { subscriptions, reader }: Pick<Gateway, 'subscriptions' | 'reader'>,
  config: WebhookConfig,
): WebhookRunner {
  const { identity, log } = kernel;
  return new WebhookRunner({
    work: new WebhookWork(kernel),
    engine: subscriptions,
    reader,
    sender: new WebhookSender(config, async () => (await identity.mode()) === 'open'),
    config,
    log,
  });
}
