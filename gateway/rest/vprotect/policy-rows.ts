import { z } from 'zod';
import type { IdentifiedRequest, OperationRow, PagedRow, Row } from '../route.js';
import {
  count,
  flag,
  given,
  guids,
  optionalEnum,
  optionalGuid,
  optionalName,
  optionalText,
  percent,
  texts,
} from './body-values.js';
import { invalid } from './faults.js';
import { changeRow, itemRow, pathGuid } from './item-row.js';
import { listRow, type GraphPage } from './list-row.js';
import * as graph from './policy-operations.js';
import { assignmentShape, policyDetailsShape, policyShape } from './policy-shapes.js';
import { readBody } from './read-body.js';
import { ruleBody, ruleInput } from './rule-bodies.js';
import { plainName, scopeOf } from './tenant-scope.js';

const what = 'policy';

const autoAssign = z
  .object({
    mode: optionalEnum('AutoAssignMode'),
    includeTags: texts,
    excludeTags: texts,
    includeRegExps: texts,
    excludeRegExps: texts,
    hvClusters: guids,
  })
  .nullish();

/** Body of a policy (vprotect.md 3.6). */
export const policyBody = z.object({
  name: optionalName,
  priority: percent,
  active: flag,
  autoRemoveNonPresent: flag,
  autoAssignSettings: autoAssign,
  vms: guids,
  rules: z.array(ruleBody.nullable()).nullish(),
  backupRetryCount: count,
  failRemainingBackupTasksExportThreshold: percent,
  failRemainingBackupTasksStoreThreshold: percent,
  dailyReportEnabled: flag,
  mailingList: optionalGuid,
  visibleForAllProjects: flag,
  projects: guids,
  quiesceBeforeSnapshot: flag,
  disableCleanOldBackups: flag,
  scanFileSystem: flag,
  executeAutoAssignmentAfterSavingPolicy: flag,
  tenantId: optionalText,
});

type Body = z.output<typeof policyBody>;

const entitiesBody = z.object({ protectedEntities: guids });

interface Changed {
  readonly changed: { readonly policy: graph.PolicyDetails };
}

/** The policies of one kind. */
function rowsOf(family: string, kind: string): Row[] {
  const list = `/policies/${family}`;
  const item = `${list}/:guid`;
  const preview = (path: string, guidOf: (request: IdentifiedRequest) => string | undefined): Row =>
    ({
      method: 'POST',
      path,
      access: 'dialect',
      status: 200,
      document: { summary: 'What auto-assignment of such a policy would change.', body: policyBody },
      operation: graph.previewAssignment,
      variables: (request) => ({
        input: given({
          kind,
          guid: guidOf(request),
          autoAssign: autoAssignOf(readBody(policyBody, request)),
        }),
      }),
      shape: ({ changes }) => changes.map(assignmentShape),
    }) satisfies OperationRow<{ changes: readonly graph.AssignmentData[] }>;
  return [
    listRow<graph.PolicyData>({
      path: list,
      summary: 'Policies.',
      operation: graph.listPolicies,
      shape: policyShape,
      fixed: { kind },
      filters: [
        {
          names: ['virtual-machine'],
          kind: 'guid',
          member: 'vmGuids',
          many: true,
          meaning: 'A machine it has.',
        },
      ],
      tenant: 'tenantId',
    }),
    changeRow<Changed>({
      method: 'POST',
      path: list,
      status: 201,
      summary: 'Makes a policy, with its rules where they are sent.',
      body: policyBody,
      operation: graph.createPolicy,
      variables: (request) => ({ input: newPolicy(request, kind) }),
      shape: ({ changed }) => policyDetailsShape(changed.policy),
    }),
    ...(kind === 'VM_BACKUP' ? [byEntitiesRow(`${list}/list-by-entities`, kind)] : []),
    preview(`${list}/auto-assignment-preview`, () => undefined),
    itemRow(item, what, graph.showPolicy, policyDetailsShape),
    changeRow<Changed>({
      method: 'PUT',
      path: item,
      status: 200,
      summary: 'Changes a policy; what is not sent stays.',
      body: policyBody,
      operation: graph.updatePolicy,
      variables: (request) => ({ input: changedPolicy(request) }),
      shape: ({ changed }) => policyDetailsShape(changed.policy),
    }),
    changeRow({
      method: 'DELETE',
      path: item,
      summary: 'Removes a policy with its rules; machines, schedules and backups stay.',
      operation: graph.deletePolicy,
      variables: (request) => ({ input: { guid: pathGuid(request, what) } }),
    }),
    preview(`${item}/auto-assignment-preview`, (request) => pathGuid(request, what)),
  ];
}

/** Backup policies and snapshot policies. */
export const policyRows: readonly Row[] = [
  ...rowsOf('vm-backup', 'VM_BACKUP'),
  ...['vm-snapshot', 'snapshot'].flatMap((family) => rowsOf(family, 'VM_SNAPSHOT')),
];

function byEntitiesRow(path: string, kind: string): PagedRow<{ list: GraphPage<graph.PolicyDetails> }> {
  return {
    method: 'POST',
    path,
    access: 'dialect',
    status: 200,
    document: { summary: 'The policies of machines, with their rules.', body: entitiesBody },
    operation: graph.listPolicyDetails,
    variables: (request) => ({
      filter: {
        kind,
        vmGuids: given(readBody(entitiesBody, request)).protectedEntities ?? [],
      },
      first: 1000,
      counted: false,
    }),
    next: ({ list: { pageInfo } }) => (pageInfo.hasNextPage ? pageInfo.endCursor : null),
    shapePages: (pages) => pages.flatMap(({ list }) => list.nodes.map(policyDetailsShape)),
  };
}

/** What the graph makes a policy of. The call of a project gives it that project, and a name unique there. */
function newPolicy(request: IdentifiedRequest, kind: string): object {
  const body = readBody(policyBody, request);
  const scope = scopeOf(request);
  if (body.name == null) throw invalid('name is required', [{ field: 'name', message: 'is required' }]);
  const tenantId = body.tenantId ?? scope;
  return given({
    kind,
    ...settingsOf(body),
    name: plainName(body.name, scope),
    nameScoped: scope === undefined ? undefined : tenantId === scope,
    tenantId,
  });
}

function changedPolicy(request: IdentifiedRequest): object {
  const body = readBody(policyBody, request);
  return {
    guid: pathGuid(request, what),
    ...settingsOf(body),
    name: body.name == null ? undefined : plainName(body.name, scopeOf(request) ?? body.tenantId),
    tenantId: body.tenantId,
  };
}

/** What is not sent stays; null clears what can be empty, and leaves alone what cannot (1.2). */
function settingsOf(body: Body): Readonly<Record<string, unknown>> {
  return {
    priority: body.priority ?? undefined,
    active: body.active ?? undefined,
    autoRemoveNonPresent: body.autoRemoveNonPresent ?? undefined,
    autoAssign: autoAssignOf(body),
    vmGuids: body.vms ?? undefined,
    rules: body.rules?.flatMap((rule) =>
      rule === null ? [] : [given({ guid: rule.guid, ...ruleInput(rule) })],
    ),
    backupRetryCount: body.backupRetryCount ?? undefined,
    failRemainingExportThreshold: body.failRemainingBackupTasksExportThreshold,
    failRemainingStoreThreshold: body.failRemainingBackupTasksStoreThreshold,
    dailyReportEnabled: body.dailyReportEnabled ?? undefined,
    mailingListGuid: body.mailingList,
    visibleForAllProjects: body.visibleForAllProjects ?? undefined,
    projectGuids: body.projects ?? undefined,
    quiesceBeforeSnapshot: body.quiesceBeforeSnapshot ?? undefined,
    disableCleanOldBackups: body.disableCleanOldBackups ?? undefined,
    scanFileSystem: body.scanFileSystem ?? undefined,
    executeAutoAssignment: body.executeAutoAssignmentAfterSavingPolicy ?? undefined,
  };
}

function autoAssignOf({ autoAssignSettings: settings }: Body): object | undefined {
  if (settings == null) return undefined;
  return given({
    mode: settings.mode,
    includeTags: settings.includeTags,
    excludeTags: settings.excludeTags,
    includeRegExps: settings.includeRegExps,
    excludeRegExps: settings.excludeRegExps,
    clusterGuids: settings.hvClusters,
  });
}
