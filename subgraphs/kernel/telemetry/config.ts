import type { ConfigRows } from '../config/row.js';
import { optionalText } from '../config/row.js';

/** What a process tells of itself, and to whom. */
export const telemetryConfig = {
  metricsToken: optionalText(
    'INFRAGRAPH_METRICS_TOKEN',
    'Bearer token that may read /metrics, besides operators and administrators without a tenant. Without accounts everybody who reaches a loopback port may.',
    { secret: true },
  ),
} satisfies ConfigRows;
