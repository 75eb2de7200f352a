import { keyOf } from '../../../schema/global-id.js';
import type { GraphDefinition } from '../../kernel/subgraph/federated-schema.js';
import { Credential } from '../entities/credential.js';
import { Firing } from '../entities/firing.js';
import { MailingList } from '../entities/mailing-list.js';
import { Policy } from '../entities/policy.js';
import { Rule, RuleDestination } from '../entities/rule.js';
import { Schedule } from '../entities/schedule.js';
import type { BackupParts } from '../services/parts.js';
import { MachinePolicyResolver } from './machine-policy.resolver.js';
import { PolicyLoaders } from './policy-loaders.js';
import { PolicyResolver } from './policy.resolver.js';
import { RuleDestinationResolver } from './rule-destination.resolver.js';
import { FiringResolver, RuleResolver } from './rule.resolver.js';
import { ScheduleResolver } from './schedule.resolver.js';
import { SettingResolver } from './setting.resolver.js';

/** The tables of schedules and policies. */
export const policyEntities = [Schedule, Policy, Rule, RuleDestination, Firing, MailingList, Credential];

/** The resolvers of schedules and policies. */
export function policyResolvers(parts: BackupParts): GraphDefinition['resolvers'] {
  return [
    new ScheduleResolver(parts),
    new PolicyResolver(parts),
    new RuleResolver(parts),
    new RuleDestinationResolver(parts),
    new FiringResolver(parts),
    new SettingResolver(parts),
    new MachinePolicyResolver(parts),
  ];
}

/** How schedules and policies are found by their keys; null for what the viewer may not see. */
export function policyReferences(parts: BackupParts): GraphDefinition['references'] {
  const kinds = {
    Schedule: 'schedule',
    Policy: 'policy',
    Rule: 'rule',
    MailingList: 'mailingList',
    Credential: 'credential',
  } as const;
  return Object.fromEntries(
    Object.entries(kinds).map(([type, loader]) => [
      type,
      async ({ id, guid }, context) => {
        if (context.viewer.role === null) return null;
        const key = typeof guid === 'string' ? guid : keyOf(type, String(id));
        return key === undefined ? null : PolicyLoaders.of(parts, context)[loader].load(key);
      },
    ]),
  ) as GraphDefinition['references'];
}
