import { createHash, createHmac } from 'node:crypto';

/** A message as its receiver gets it. */
export interface WebhookMessage {
  /** The same for every attempt, so that a receiver can leave out what it has had. */
  readonly id: string;
  /** JSON. */
  readonly body: string;
}

/** The headers that prove a message, after Standard Webhooks 1.0: a signature by each valid secret. */
export function signedHeaders(
  { id, body }: WebhookMessage,
  secrets: readonly string[],
  at: Date,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secrets.map((secret) => `v1,${signature(secret, `${id}.${timestamp}.${body}`)}`);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

/** The id of the message of an event: the same after a restart, too. */
export function messageIdOf(webhookId: string, cursor: string): string {
  return `msg_${createHash('sha256').update(`${webhookId} ${cursor}`).digest('base64url').slice(0, 27)}`;
}

function signature(secret: string, signed: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return createHmac('sha256', key).update(signed).digest('base64');
}
