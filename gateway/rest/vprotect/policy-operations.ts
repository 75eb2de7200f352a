import { operation } from '../route.js';
import { listOperation } from './list-operation.js';
import { named } from './operations.js';
import { ruleFields, type RuleData } from './rule-operations.js';
import { machineFields, type MachineData, type WireNamed } from './virtual-machine-operations.js';
import type { GraphLong, Named } from './wire-values.js';

/** A policy in a list. */
export interface PolicyData extends WireNamed {
  readonly active: boolean;
  readonly priority: number;
  readonly vmCount: number;
  readonly averageBackupSize: GraphLong;
  readonly backupRetryCount: number;
  readonly autoAssignMode: string;
  readonly rules: readonly (Named & {
    readonly destinations: readonly {
      readonly roleType: string;
      readonly active: boolean;
      readonly destination: Named | null;
    }[];
  })[];
}

/** A policy on its own page. */
export interface PolicyDetails extends Omit<PolicyData, 'rules'> {
  readonly autoRemoveNonPresent: boolean;
  readonly includeTags: readonly string[];
  readonly excludeTags: readonly string[];
  readonly includeRegExps: readonly string[];
  readonly excludeRegExps: readonly string[];
  readonly clusters: readonly Named[];
  readonly virtualMachines: readonly MachineData[];
  readonly rules: readonly RuleData[];
  readonly failRemainingExportThreshold: number | null;
  readonly failRemainingStoreThreshold: number | null;
  readonly dailyReportEnabled: boolean;
  readonly mailingList: Named | null;
  readonly visibleForAllProjects: boolean;
  readonly projects: readonly Named[];
  readonly quiesceBeforeSnapshot: boolean;
  readonly disableCleanOldBackups: boolean;
  readonly scanFileSystem: boolean;
}

const policyFields = `guid name nameScoped tenantId active priority vmCount averageBackupSize backupRetryCount autoAssignMode
    rules { guid name destinations { roleType active destination ${named} } }`;

const details = `guid name nameScoped tenantId active priority vmCount averageBackupSize backupRetryCount autoAssignMode
    autoRemoveNonPresent includeTags excludeTags includeRegExps excludeRegExps clusters ${named}
    failRemainingExportThreshold failRemainingStoreThreshold dailyReportEnabled mailingList ${named} visibleForAllProjects projects ${named}
    quiesceBeforeSnapshot disableCleanOldBackups scanFileSystem
    virtualMachines { ${machineFields} } rules { ${ruleFields} }`;

export const listPolicies = listOperation(
  'VprotectPolicies',
  'policies',
  { filter: 'PolicyFilter', order: 'PolicyOrder' },
  policyFields,
);

export const listPolicyDetails = listOperation(
  'VprotectPolicyDetails',
  'policies',
  { filter: 'PolicyFilter', order: 'PolicyOrder' },
  details,
);

export const showPolicy = operation(
  `query VprotectPolicy($guid: ID!) { item: policy(guid: $guid) { ${details} } }`,
);

export const createPolicy = operation(`mutation VprotectCreatePolicy($input: CreatePolicyInput!) {
  changed: createPolicy(input: $input) { policy { ${details} } }
}`);

export const updatePolicy = operation(`mutation VprotectUpdatePolicy($input: UpdatePolicyInput!) {
  changed: updatePolicy(input: $input) { policy { ${details} } }
}`);

export const deletePolicy = operation(`mutation VprotectDeletePolicy($input: DeletePolicyInput!) {
  deletePolicy(input: $input) { guid }
}`);

/** What auto-assignment would do to a machine. */
export interface AssignmentData {
  readonly virtualMachine: Named | null;
  readonly type: string;
  readonly reason: string;
}

export const previewAssignment = operation(`query VprotectAssignment($input: AutoAssignmentPreviewInput!) {
  changes: autoAssignmentPreview(input: $input) { virtualMachine ${named} type reason }
}`);
