import {
  duration,
  flag,
  integer,
  list,
  type ConfigOf,
  type ConfigRows,
} from '../../../subgraphs/kernel/config/row.js';
import { parseNetwork } from '../../../subgraphs/kernel/server/host-guard.js';

const networks = list(
  'INFRAGRAPH_WEBHOOK_NETWORKS',
  [],
  'Networks such as 10.20.0.0/16, separated by commas, that webhooks may be sent into besides public addresses.',
);

/** How webhooks are sent. */
export const webhookConfig = {
  networks: { ...networks, parse: (text) => networks.parse(text).filter(parseNetwork) },
  allowHttp: flag(
    'INFRAGRAPH_WEBHOOK_HTTP',
    false,
    'Allows webhooks to addresses with http; what they are told can then be read on the way.',
  ),
  timeout: duration(
    'INFRAGRAPH_WEBHOOK_TIMEOUT',
    '10s',
    'How long the receiver of a webhook may take to answer.',
  ),
  firstRetry: duration(
    'INFRAGRAPH_WEBHOOK_FIRST_RETRY',
    '1s',
    'Pause before the second attempt of an event; each further one is twice as long.',
  ),
  longestRetry: duration(
    'INFRAGRAPH_WEBHOOK_LONGEST_RETRY',
    '1h',
    'Longest pause between two attempts of an event.',
  ),
  attempts: integer(
    'INFRAGRAPH_WEBHOOK_ATTEMPTS',
    24,
    'Attempts of one event, after the last of which the webhook is paused.',
    { min: 1, max: 1000 },
  ),
} satisfies ConfigRows;

/** Values of the settings. */
export type WebhookConfig = ConfigOf<typeof webhookConfig>;
