import type { SecretColumn } from '../secrets/rotation.js';
import type { SecretPlace } from '../secrets/secrets.js';

/** Topic of the hints that a webhook has changed, or that there is something to look at or to send. */
export const webhookTopic = 'webhook';

/** Why a webhook is not sent anything. */
export const pauseReasons = [
  'BY_OWNER',
  'FAILURES',
  'GONE',
  'CURSOR_EXPIRED',
  'OWNER_DISABLED',
  'REFUSED',
  'ENDED',
] as const;

/** One of them. */
export type PauseReason = (typeof pauseReasons)[number];

/** A row of `kernel.webhook` as SQL gives it. */
export interface WebhookRow {
  readonly id: string;
  readonly account_id: string | null;
  readonly name: string;
  readonly url: string;
  readonly query: string;
  readonly operation_name: string | null;
  /** JSON. */
  readonly variables: string;
  readonly secret: string;
  readonly previous_secret: string | null;
  readonly previous_until: string | null;
  readonly state: 'ACTIVE' | 'PAUSED';
  readonly reason: PauseReason | null;
  readonly cursor: string;
  readonly revision: number;
  readonly failures: number;
  readonly next_attempt_at: string | null;
  readonly created_at: string;
}

/** A row of `kernel.webhook_delivery` as SQL gives it; its body is left out of lists. */
export interface WebhookDeliveryRow {
  readonly id: number;
  readonly webhook_id: string;
  readonly message_id: string;
  readonly is_test: boolean;
  readonly cursor: string | null;
  readonly status: 'PENDING' | 'SENDING' | 'DELIVERED' | 'FAILED';
  readonly attempts: number;
  readonly http_status: number | null;
  readonly duration_ms: number | null;
  readonly answer: string | null;
  readonly problem: string | null;
  readonly created_at: string;
  readonly attempted_at: string | null;
}

/** What a gateway says of a webhook that is wished for: where it would begin, or why it cannot be. */
export type WebhookVerdict = { readonly cursor: string } | { readonly problems: readonly string[] };

/** The columns that hold secrets to sign with. */
export const webhookSecretColumns: readonly SecretColumn[] = [
  { table: 'kernel.webhook', key: 'id', column: 'secret' },
  { table: 'kernel.webhook', key: 'id', column: 'previous_secret' },
];

/** Where the secret of a webhook is kept. */
export function webhookSecretPlace(id: string, column: 'secret' | 'previous_secret'): SecretPlace {
  return { table: 'kernel.webhook', row: id, column };
}
