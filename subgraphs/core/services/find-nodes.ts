import { fromGlobalId, type GlobalId } from '../../../schema/global-id.js';
import type { Node } from '../../../schema/node.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { RequestContext } from '../../kernel/subgraph/request-context.js';
import { foreignNode } from '../entities/foreign-nodes.js';
import type { CoreServices } from './core-services.js';
import { accountsByKey, apiTokensByKey, auditByKey, sessionsByKey, type ByKey } from './identity-by-key.js';
import { webhookDeliveriesByKey, webhooksByKey } from './webhooks-by-key.js';

/** Most ids that are looked up at once. */
export const mostNodes = 1000;

type Finder = (
  services: CoreServices,
  viewer: RequestContext['viewer'],
  keys: readonly string[],
) => Promise<ByKey<Node>>;

/** Core's own types; those of other subgraphs become stubs that their owners fill. */
const finders: Readonly<Record<string, Finder>> = {
  Task: (services, viewer, keys) => services.tasks.byGuids(viewer, keys),
  Account: accountsByKey,
  LoginSession: sessionsByKey,
  ApiToken: apiTokensByKey,
  AuditEntry: auditByKey,
  Webhook: webhooksByKey,
  WebhookDelivery: webhookDeliveriesByKey,
};

/**
 * What the global ids name, in their order, one statement per type. Null for an id that is not one of
 * ours, is unknown, or names what the viewer may not see. BAD_USER_INPUT for more than 1000.
 */
export async function findNodes(
  services: CoreServices,
  context: RequestContext,
  ids: readonly string[],
): Promise<(Node | null)[]> {
  if (ids.length > mostNodes)
    throw new Fault('BAD_USER_INPUT', `"ids" may hold ${mostNodes} ids at most, not ${ids.length}.`);
  const parsed = ids.map(fromGlobalId);
  const byType = Map.groupBy(
    parsed.filter((id) => id !== undefined),
    (id) => id.type,
  );
  const found = new Map<string, ByKey<Node>>();
  await Promise.all(
    [...byType].map(async ([type, own]) => {
      const find = Object.hasOwn(finders, type) ? finders[type] : undefined;
      if (find) found.set(type, await find(services, context.viewer, [...new Set(own.map((id) => id.key))]));
    }),
  );
  return parsed.map((id, i) =>
    id ? (nodeOf(id, found) ?? foreignNode(id.type, ids[i] ?? '') ?? null) : null,
  );
}

function nodeOf({ type, key }: GlobalId, found: ReadonlyMap<string, ByKey<Node>>): Node | undefined {
  return found.get(type)?.get(key);
}
