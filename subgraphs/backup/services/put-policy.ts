import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { seesAllTenants, type Viewer } from '../../kernel/identity/viewer.js';
import type { CreatePolicyInput, PolicyInput, UpdatePolicyInput } from '../resolvers/policy.inputs.js';
import { setMembers } from './assign-machines.js';
import { readAutoAssign } from './auto-assign-settings.js';
import { executeAutoAssignment } from './execute-auto-assignment.js';
import { lockedPolicy } from './locked-policy.js';
import { withUniqueName } from './name-taken.js';
import type { BackupParts } from './parts.js';
import { commonWall } from './policy-sources.js';
import { merged, readGuids, readName, readWhole } from './read-values.js';
import { refuseMissing } from './rule-schedules.js';
import { setPolicyRules } from './put-rule.js';
import { ownerOf } from './tenant-owner.js';

/** Makes a policy, with its rules and machines if given (vprotect.md 3.6). NAME_NOT_UNIQUE, RULE_LIMIT, REFERENCE_NOT_FOUND, VALIDATION. */
export async function createPolicy(
  parts: BackupParts,
  input: CreatePolicyInput,
  viewer: Viewer,
): Promise<string> {
  const guid = crypto.randomUUID();
  const name = readName(input.name);
  const owner = ownerOf(viewer, input);
  await withUniqueName('policy', name, () =>
    parts.store.transaction(async (tx) => {
      await sql`
        insert into backup.policy (guid, kind, name, name_scoped, tenant_id)
        values (${guid}, ${input.kind ?? 'VM_BACKUP'}, ${name}, ${owner.nameScoped}, ${owner.tenantId})`.execute(
        tx.sql,
      );
      await change(
        parts,
        tx,
        guid,
        Object.assign({}, input, { name: undefined, tenantId: undefined }),
        viewer,
      );
    }),
  );
  if (input.executeAutoAssignment === true) await executeAutoAssignment(parts, [guid]);
  return guid;
}

/** Changes a policy (vprotect.md 1.2, 3.6). NOT_FOUND besides what `createPolicy` fails with. */
export async function updatePolicy(
  parts: BackupParts,
  input: UpdatePolicyInput,
  viewer: Viewer,
): Promise<string> {
  const name = input.name === undefined ? undefined : readName(input.name);
  const guid = await withUniqueName('policy', name ?? '', () =>
    parts.store.transaction(async (tx) => {
      const policy = await lockedPolicy(tx, input.guid, viewer);
      await change(parts, tx, policy.guid, Object.assign({}, input, { name }), viewer);
      return policy.guid;
    }),
  );
  if (input.executeAutoAssignment === true) await executeAutoAssignment(parts, [guid]);
  return guid;
}

/** Deletes a policy with its rules; machines stay without it, schedules and backups stay (vprotect.md 3.6). NOT_FOUND. */
export async function deletePolicy(parts: BackupParts, guid: string, viewer: Viewer): Promise<void> {
  await parts.store.transaction(async (tx) => {
    const policy = await lockedPolicy(tx, guid, viewer);
    await sql`
      update backup.backup set rule_guid = null
      where rule_guid in (select r.guid from backup.rule r where r.policy_guid = ${policy.guid})`.execute(
      tx.sql,
    );
    await sql`delete from backup.policy where guid = ${policy.guid}`.execute(tx.sql);
  });
}

async function change(
  parts: BackupParts,
  tx: Tx,
  guid: string,
  input: PolicyInput & { readonly name?: string | undefined },
  viewer: Viewer,
): Promise<void> {
  const policy = await lockedPolicy(tx, guid, viewer);
  const owner =
    input.tenantId === undefined
      ? undefined
      : ownerOf(viewer, { nameScoped: policy.nameScoped, tenantId: input.tenantId });
  const changes = [
    ...(input.name === undefined ? [] : [sql`name = ${input.name}`]),
    ...(owner ? [sql`tenant_id = ${owner.tenantId}`, sql`name_scoped = ${owner.nameScoped}`] : []),
    ...plainChanges(input),
    ...(input.autoAssign === undefined ? [] : await autoAssignChanges(tx, input.autoAssign, policy)),
    ...(await referenceChanges(tx, input, viewer)),
    sql`changed_at = clock_timestamp()`,
  ];
  await sql`update backup.policy set ${sql.join(changes)} where guid = ${guid}`.execute(tx.sql);
  if (input.rules !== undefined) await setPolicyRules(parts, tx, policy, input.rules ?? [], viewer);
  if (input.vmGuids !== undefined) {
    const machines = readGuids(input.vmGuids ?? [], 'virtual machine', 'vmGuids');
    await setMembers(tx, policy, machines, viewer);
  }
}

/** Columns whose value needs nothing but the input: what is left out stays, null puts the default. */
function plainChanges(input: PolicyInput): RawBuilder<unknown>[] {
  const percentage = (value: number | null, field: string): number | null =>
    value === null ? null : readWhole(value, field, { max: 100 });
  const whole = (value: number | null, field: string, usual: number, max: number): number =>
    readWhole(value ?? usual, field, { max });
  const columns: readonly (readonly [string, unknown, (() => unknown)?])[] = [
    ['active', input.active, () => merged(input.active, undefined, true)],
    ['priority', input.priority, () => whole(input.priority ?? null, 'priority', 50, 100)],
    [
      'backup_retry_count',
      input.backupRetryCount,
      () => whole(input.backupRetryCount ?? null, 'backupRetryCount', 0, 1000),
    ],
    [
      'fail_export_threshold',
      input.failRemainingExportThreshold,
      () => percentage(input.failRemainingExportThreshold ?? null, 'failRemainingExportThreshold'),
    ],
    [
      'fail_store_threshold',
      input.failRemainingStoreThreshold,
      () => percentage(input.failRemainingStoreThreshold ?? null, 'failRemainingStoreThreshold'),
    ],
    ['auto_remove_non_present', input.autoRemoveNonPresent],
    ['daily_report_enabled', input.dailyReportEnabled],
    ['visible_for_all_projects', input.visibleForAllProjects],
    ['quiesce_before_snapshot', input.quiesceBeforeSnapshot],
    ['disable_clean_old_backups', input.disableCleanOldBackups],
    ['scan_file_system', input.scanFileSystem],
  ];
  return columns.flatMap(([column, given, value = () => given ?? false]) =>
    given === undefined ? [] : [sql`${sql.ref(column)} = ${value()}`],
  );
}

async function autoAssignChanges(
  tx: Tx,
  wish: PolicyInput['autoAssign'],
  stored: Parameters<typeof readAutoAssign>[1],
): Promise<RawBuilder<unknown>[]> {
  const settings = readAutoAssign(wish, stored);
  await refuseUnknown(
    tx,
    'hypervisor_cluster',
    settings.hvClusters,
    'hypervisor cluster',
    'autoAssign.clusterGuids',
  );
  return [
    sql`auto_assign_mode = ${settings.mode}`,
    sql`include_tags = ${settings.includeTags}::text[]`,
    sql`exclude_tags = ${settings.excludeTags}::text[]`,
    sql`include_reg_exps = ${settings.includeRegExps}::text[]`,
    sql`exclude_reg_exps = ${settings.excludeRegExps}::text[]`,
    sql`hv_clusters = ${settings.hvClusters}::uuid[]`,
  ];
}

async function referenceChanges(tx: Tx, input: PolicyInput, viewer: Viewer): Promise<RawBuilder<unknown>[]> {
  const changes: RawBuilder<unknown>[] = [];
  if (input.mailingListGuid !== undefined) {
    const lists = input.mailingListGuid === null ? [] : [input.mailingListGuid];
    const [list = null] = readGuids(lists, 'mailing list', 'mailingListGuid');
    if (list !== null)
      await refuseUnknown(tx, 'mailing_list', [list], 'mailing list', 'mailingListGuid', commonWall(viewer));
    changes.push(sql`mailing_list_guid = ${list}`);
  }
  if (input.projectGuids !== undefined) {
    const projects = readGuids(input.projectGuids ?? [], 'project', 'projectGuids');
    const own = seesAllTenants(viewer) ? sql<boolean>`true` : sql<boolean>`uuid = ${viewer.tenantId}`;
    await refuseUnknown(tx, 'project', projects, 'project', 'projectGuids', own);
    changes.push(sql`projects = ${projects}::uuid[]`);
  }
  return changes;
}

async function refuseUnknown(
  tx: Tx,
  table: string,
  guids: readonly string[],
  what: string,
  field: string,
  wall: RawBuilder<boolean> = sql<boolean>`true`,
): Promise<void> {
  if (guids.length === 0) return;
  const { rows } = await sql<{ guid: string }>`
    select guid from ${sql.table(`backup.${table}`)} where guid = any(${guids}::uuid[]) and ${wall}`.execute(
    tx.sql,
  );
  refuseMissing(rows, guids, what, field);
}
