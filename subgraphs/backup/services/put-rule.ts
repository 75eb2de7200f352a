import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { Policy } from '../entities/policy.js';
import type {
  CreateRuleInput,
  PolicyRuleInput,
  RuleInput,
  UpdateRuleInput,
} from '../resolvers/rule.inputs.js';
import { backupFault, invalid, notFound } from './backup-fault.js';
import { rulesByGuid, rulesOfPolicies } from './find-rules.js';
import { readGuid } from './guid.js';
import { lockedPolicy } from './locked-policy.js';
import { withUniqueName } from './name-taken.js';
import type { BackupParts } from './parts.js';
import { merged, missing, readGuids, readName, readWhole } from './read-values.js';
import { setRuleDestinations } from './rule-destinations.js';
import { setRuleSchedules } from './rule-schedules.js';

const most = { max: 2 ** 31 - 1 };

/** Makes a rule of a policy. RULE_LIMIT, NAME_NOT_UNIQUE within the policy, REFERENCE_NOT_FOUND, VALIDATION. */
export async function createRule(
  parts: BackupParts,
  input: CreateRuleInput,
  viewer: Viewer,
): Promise<string> {
  const guid = crypto.randomUUID();
  const name = readName(input.name);
  await withUniqueName('rule', name, () =>
    parts.store.transaction(async (tx) => {
      const key = readGuid(input.policyGuid);
      if (key === undefined) throw missing('policy', 'policyGuid', input.policyGuid);
      const policy = await lockedPolicy(tx, key, viewer, () => missing('policy', 'policyGuid', key));
      const others = (await rulesOfPolicies(tx.sql, [key])).get(key) ?? [];
      refuseTooMany(parts, others.length + 1);
      const position = Math.max(-1, ...others.map((rule) => rule.position)) + 1;
      await insertRule(tx, policy, { guid, name, position }, input, viewer);
    }),
  );
  return guid;
}

/** Changes a rule (vprotect.md 1.2, 3.7). NOT_FOUND besides what `createRule` fails with. */
export async function updateRule(
  parts: BackupParts,
  input: UpdateRuleInput,
  viewer: Viewer,
): Promise<string> {
  const name = input.name === undefined ? undefined : readName(input.name);
  return withUniqueName('rule', name ?? '', () =>
    parts.store.transaction(async (tx) => {
      const { policy, guid } = await lockedRule(tx, input.guid, viewer);
      await changeRule(tx, policy, guid, Object.assign({}, input, { name }), viewer);
      return guid;
    }),
  );
}

/** Deletes a rule; the backups it made are not its any more (vprotect.md 3.7). NOT_FOUND. */
export async function deleteRule(parts: BackupParts, guid: string, viewer: Viewer): Promise<void> {
  await parts.store.transaction(async (tx) => {
    const { guid: found } = await lockedRule(tx, guid, viewer);
    await removeRules(tx, [found]);
  });
}

/**
 * Gives a policy exactly these rules: those with a GUID are changed, the others made, what is not listed goes
 * (vprotect.md 3.6).
 */
export async function setPolicyRules(
  parts: BackupParts,
  tx: Tx,
  policy: Policy,
  wishes: readonly PolicyRuleInput[],
  viewer: Viewer,
): Promise<void> {
  refuseTooMany(parts, wishes.length);
  const stored = new Set(
    ((await rulesOfPolicies(tx.sql, [policy.guid])).get(policy.guid) ?? []).map(({ guid }) => guid),
  );
  const kept = readGuids(
    wishes.flatMap(({ guid }) => guid ?? []),
    'rule',
    'rules',
  );
  const foreign = kept.find((guid) => !stored.has(guid));
  if (foreign !== undefined) throw missing('rule', 'rules', foreign);
  await removeRules(
    tx,
    [...stored].filter((guid) => !kept.includes(guid)),
  );
  for (const [position, wish] of wishes.entries()) {
    const placed = Object.assign({}, wish, { position: wish.position ?? position });
    const guid = wish.guid?.toLowerCase();
    const name =
      guid !== undefined && wish.name === undefined ? undefined : readName(wish.name, 'rules.name');
    if (guid !== undefined) await changeRule(tx, policy, guid, Object.assign({}, placed, { name }), viewer);
    else
      await insertRule(
        tx,
        policy,
        { guid: crypto.randomUUID(), name: readName(name, 'rules.name'), position },
        placed,
        viewer,
      );
  }
}

async function insertRule(
  tx: Tx,
  policy: Policy,
  { guid, name, position }: { readonly guid: string; readonly name: string; readonly position: number },
  input: RuleInput,
  viewer: Viewer,
): Promise<void> {
  await sql`
    insert into backup.rule (guid, policy_guid, name, position) values (${guid}, ${policy.guid}, ${name}, ${position})`.execute(
    tx.sql,
  );
  await changeRule(
    tx,
    policy,
    guid,
    Object.assign({}, input, { name: undefined, position: input.position ?? undefined }),
    viewer,
  );
}

async function changeRule(
  tx: Tx,
  policy: Policy,
  guid: string,
  input: RuleInput & { readonly name: string | undefined },
  viewer: Viewer,
): Promise<void> {
  const changes = [
    ...(input.name === undefined ? [] : [sql`name = ${input.name}`]),
    ...(input.active === undefined ? [] : [sql`active = ${merged(input.active, undefined, true)}`]),
    ...(input.position == null ? [] : [sql`position = ${readWhole(input.position, 'position', most)}`]),
    ...(input.retentionVersions === undefined
      ? []
      : [sql`retention_versions = ${limit(input.retentionVersions, 'retentionVersions')}`]),
    ...(input.retentionDays === undefined
      ? []
      : [sql`retention_days = ${limit(input.retentionDays, 'retentionDays')}`]),
  ];
  if (changes.length > 0)
    await sql`update backup.rule set ${sql.join(changes)} where guid = ${guid}`.execute(tx.sql);
  if (input.scheduleGuids !== undefined) {
    const schedules = readGuids(input.scheduleGuids ?? [], 'schedule', 'scheduleGuids');
    await setRuleSchedules(tx, { guid, kind: policy.kind }, schedules, viewer);
  }
  if (input.destinations !== undefined) {
    if (policy.kind === 'VM_SNAPSHOT' && (input.destinations ?? []).length > 0)
      throw invalid('destinations', 'left out for a snapshot policy, which stores nothing');
    await setRuleDestinations(tx, guid, input.destinations ?? []);
  }
}

/** Removes rules; the backups they made are kept without one. */
async function removeRules(tx: Tx, guids: readonly string[]): Promise<void> {
  if (guids.length === 0) return;
  await sql`update backup.backup set rule_guid = null where rule_guid = any(${guids}::uuid[])`.execute(
    tx.sql,
  );
  await sql`delete from backup.rule where guid = any(${guids}::uuid[])`.execute(tx.sql);
}

async function lockedRule(
  tx: Tx,
  guid: string,
  viewer: Viewer,
): Promise<{ readonly guid: string; readonly policy: Policy }> {
  const rule = [...(await rulesByGuid(tx.sql, viewer, [guid])).values()][0];
  if (!rule) throw notFound('rule');
  const policy = await lockedPolicy(tx, rule.policyGuid, viewer, () => notFound('rule'));
  return { guid: rule.guid, policy };
}

function limit(value: number | null, field: string): number | null {
  return value === null ? null : readWhole(value, field, { min: 1, ...most });
}

function refuseTooMany({ config }: BackupParts, count: number): void {
  if (count > config.rulesPerPolicy)
    throw backupFault('RULE_LIMIT', `A policy holds at most ${config.rulesPerPolicy} rule(s).`, 'rules');
}
