import 'reflect-metadata';
import type { Node } from '../../schema/node.js';
import type { ConfigRows } from '../kernel/config/row.js';
import { federatedGraph, type GraphDefinition } from '../kernel/subgraph/federated-schema.js';
import type { RequestContext } from '../kernel/subgraph/request-context.js';
import type { Subgraph } from '../kernel/subgraph/subgraph.js';
import { foreignNodes } from './entities/foreign-nodes.js';
import { CoreLoaders } from './loaders.js';
import { AccountResolver } from './resolvers/account.resolver.js';
import { ApiTokenResolver } from './resolvers/api-token.resolver.js';
import { AuditEntryResolver } from './resolvers/audit-entry.resolver.js';
import { LoginResolver } from './resolvers/login.resolver.js';
import { LoginSessionResolver } from './resolvers/login-session.resolver.js';
import { NodeResolver } from './resolvers/node.resolver.js';
import { taskEventsResolver } from './resolvers/task-events.resolver.js';
import { TaskResolver } from './resolvers/task.resolver.js';
import { WebhookDeliveryResolver } from './resolvers/webhook-delivery.resolver.js';
import { WebhookResolver } from './resolvers/webhook.resolver.js';
import { ViewerResolver } from './resolvers/viewer.resolver.js';
import type { CoreServices } from './services/core-services.js';

/** Core has no settings of its own; those of the kernel are declared there. */
export const coreConfig = {} satisfies ConfigRows;

/** The graph of core. */
export function coreGraph(services: CoreServices): GraphDefinition {
  return {
    name: 'core',
    resolvers: [
      new TaskResolver(services),
      taskEventsResolver(services),
      new NodeResolver(services),
      new ViewerResolver(services),
      new LoginResolver(services),
      new AccountResolver(services),
      new LoginSessionResolver(services),
      new ApiTokenResolver(services),
      new AuditEntryResolver(services),
      new WebhookResolver(services),
      new WebhookDeliveryResolver(services),
    ],
    orphanedTypes: foreignNodes,
    references: {
      Task: (reference, context) => {
        const { guid } = reference;
        return typeof guid === 'string'
          ? CoreLoaders.of(services, context).tasks.load(guid)
          : byId(services, reference, context);
      },
      Account: (reference, context) => byId(services, reference, context),
      LoginSession: (reference, context) => byId(services, reference, context),
      ApiToken: (reference, context) => byId(services, reference, context),
      AuditEntry: (reference, context) => byId(services, reference, context),
      Webhook: (reference, context) => byId(services, reference, context),
      WebhookDelivery: (reference, context) => byId(services, reference, context),
    },
  };
}

function byId(
  services: CoreServices,
  { id }: Readonly<Record<string, unknown>>,
  context: RequestContext,
): Promise<Node | null> {
  return CoreLoaders.of(services, context).nodes.load(String(id));
}

/** Opens core over the kernel's parts, which outlive it. */
export function openCore(kernel: CoreServices): Promise<Subgraph> {
  return Promise.resolve({
    name: 'core',
    graph: federatedGraph(coreGraph(kernel)),
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  });
}
