import type { CollectParts } from './collect-range.js';
import type { StorageParts } from './parts.js';

/** What the collection of performance works with. */
export type CollectionParts = CollectParts &
  Pick<StorageParts, 'log' | 'events' | 'tasks' | 'drivers' | 'config'>;
