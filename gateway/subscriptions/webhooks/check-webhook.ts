import { getOperationAST } from 'graphql';
import type { WebhookVerdict } from '../../../subgraphs/kernel/events/webhook-row.js';
import type { WantedCheck } from '../../../subgraphs/kernel/events/webhook-work.js';
import type { WebhookParts } from './webhook-parts.js';
import { WebhookStream, webhookCall } from './webhook-stream.js';

/** How long a subscription may take to tell where it stands. */
const longestBeginningMs = 8000;

/**
 * Whether a webhook can be had: an address that may be called, and a subscription that its owner may have executed and
 * that tells where its events stand. It is opened to see both, and begins behind what it tells first.
 */
export async function checkWebhook(
  { reader, engine, sender }: WebhookParts,
  wanted: WantedCheck,
): Promise<WebhookVerdict> {
  const { viewer, url } = wanted;
  if (!viewer) return { problems: ['The owner of the webhook may not subscribe.'] };
  const obstacle = await sender.obstacle(url);
  if (obstacle !== undefined) return { problems: [obstacle] };
  const call = webhookCall(reader, wanted, viewer);
  if (!('document' in call)) return { problems: call };
  if (getOperationAST(call.document, call.operationName)?.operation !== 'subscription')
    return { problems: ['The document of a webhook must be a subscription.'] };
  const beginning = engine.beginning(call);
  if (beginning?.resumes !== true)
    return { problems: ['The field must tell cursors, or events would be lost between two attempts.'] };
  if (beginning.saysWhere)
    return { problems: ['Leave "after" out: a webhook begins behind the present state.'] };
  const stream = await WebhookStream.open(engine, call, AbortSignal.timeout(longestBeginningMs));
  try {
    const first = await stream.next();
    if (first.kind === 'event') return { cursor: first.cursor };
    const problems = first.kind === 'over' ? first.problems : [];
    return {
      problems: problems.length > 0 ? problems : ['The subscription told nothing just now. Try again later.'],
    };
  } finally {
    stream.close();
  }
}
