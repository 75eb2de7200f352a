import type { StorageParts } from '../services/parts.js';
import { alertEventsResolver } from './alert-events.resolver.js';
import { AlertSourceResolver } from './alert-source.resolver.js';
import { AlertResolver } from './alert.resolver.js';
import { StorageAlertsResolver } from './storage-alerts.resolver.js';

/** Everything the graph has about alerts. */
export function alertResolvers(parts: StorageParts): readonly object[] {
  return [
    new AlertResolver(parts),
    new AlertSourceResolver(parts),
    new StorageAlertsResolver(parts),
    alertEventsResolver(parts),
  ];
}
