import type { Events } from '../../kernel/events/events.js';
import type { RequestContext } from '../../kernel/subgraph/request-context.js';
import { loadersOf, type ComputeLoaders } from '../loaders.js';
import type { WorkParts } from '../services/node-work.js';

/** What the resolvers work with. */
export interface ComputeParts extends WorkParts {
  readonly events: Events;
}

/** The loaders of this operation. */
export function load(context: RequestContext, parts: ComputeParts): ComputeLoaders {
  return loadersOf(context, parts);
}
