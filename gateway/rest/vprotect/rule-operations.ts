import { operation } from '../route.js';
import { listOperation } from './list-operation.js';
import type { WireNamed } from './virtual-machine-operations.js';
import type { GraphLong, Named } from './wire-values.js';

/** Where backups of a rule go and how long they stay; ages in ms. */
export interface RuleDestinationData {
  readonly guid: string;
  readonly roleType: string;
  readonly active: boolean;
  readonly destination: (Named & { readonly type: string }) | null;
  readonly keepLastFull: number;
  readonly keepFullNewer: GraphLong;
  readonly keepLastIncremental: number;
  readonly keepIncrementalNewer: GraphLong;
  readonly keepLastWhileSourceExists: boolean;
  readonly retentionLockDays: number | null;
}

/** A rule of a policy. */
export interface RuleData extends Named {
  readonly policy: WireNamed | null;
  readonly vmCount: number;
  readonly scheduleCount: number;
  readonly schedules: readonly WireNamed[];
  readonly active: boolean;
  readonly position: number;
  readonly destinations: readonly RuleDestinationData[];
  readonly retentionVersions: number | null;
  readonly retentionDays: number | null;
  readonly backupCount: number;
}

/** What the API shows of a rule. */
export const ruleFields = `guid name active position retentionVersions retentionDays backupCount
    policy { guid name nameScoped tenantId } vmCount scheduleCount schedules { guid name nameScoped tenantId }
    destinations { guid roleType active destination { guid name type } keepLastFull keepFullNewer keepLastIncremental
      keepIncrementalNewer keepLastWhileSourceExists retentionLockDays }`;

export const listRules = listOperation('VprotectRules', 'rules', { filter: 'RuleFilter' }, ruleFields);

export const showRule = operation(
  `query VprotectRule($guid: ID!) { item: rule(guid: $guid) { ${ruleFields} } }`,
);

export const createRule = operation(`mutation VprotectCreateRule($input: CreateRuleInput!) {
  changed: createRule(input: $input) { rule { ${ruleFields} } }
}`);

export const updateRule = operation(`mutation VprotectUpdateRule($input: UpdateRuleInput!) {
  changed: updateRule(input: $input) { rule { ${ruleFields} } }
}`);

export const deleteRule = operation(`mutation VprotectDeleteRule($input: DeleteRuleInput!) {
  deleteRule(input: $input) { guid }
}`);
