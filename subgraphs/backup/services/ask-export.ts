import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { Task } from '../../kernel/tasks/task.js';
import type { BackupType } from '../entities/backup-type.js';
import { askedMachines, originOf, type AskedMachine } from './asked-machines.js';
import { backupFault, invalid } from './backup-fault.js';
import { readGuid } from './guid.js';
import type { BackupParts } from './parts.js';
import { ruleWall } from './policy-sources.js';
import { readTiming, type TimingWish } from './read-timing.js';
import { missing } from './read-values.js';
import { requestExport, type ExportWish } from './request-export.js';

const mostRetries = 100;

/** A request for backups (vprotect.md 3.2). */
export interface ExportRequest extends TimingWish {
  readonly virtualMachineGuids: readonly string[];
  /** FULL or INCREMENTAL; FULL when absent. */
  readonly backupType?: BackupType | null | undefined;
  readonly backupDestinationGuid?: string | null | undefined;
  readonly ruleGuids?: readonly string[] | null | undefined;
  readonly retryCount?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** A rule as its defaults are read. */
interface RuleFacts {
  readonly guid: string;
  readonly policyGuid: string;
  readonly priority: number;
  readonly destinationGuid: string | null;
}

/**
 * Backs machines up: one EXPORT task for each, or for each and each rule. All or nothing; see `askedMachines` for
 * the machines, REFERENCE_NOT_FOUND for an unknown rule or destination, VALIDATION for what is out of range and
 * when there is no destination.
 */
export async function exportMachines(
  parts: BackupParts,
  viewer: Viewer,
  request: ExportRequest,
): Promise<Task[]> {
  const timing = readTiming(request);
  const backupType = request.backupType ?? 'FULL';
  if (backupType !== 'FULL' && backupType !== 'INCREMENTAL')
    throw invalid('backupType', 'FULL or INCREMENTAL');
  const retryCount = request.retryCount ?? 0;
  if (!Number.isInteger(retryCount) || retryCount < 0 || retryCount > mostRetries)
    throw invalid('retryCount', `a whole number from 0 to ${mostRetries}`);
  return parts.store.transaction(async (tx) => {
    const machines = await askedMachines(tx, viewer, request.virtualMachineGuids);
    const rules = await askedRules(tx, viewer, request.ruleGuids ?? []);
    const given = await askedDestination(tx, request.backupDestinationGuid);
    const own =
      given === null && rules.length === 0
        ? await rulesOfPolicies(tx, machines)
        : new Map<string, RuleFacts>();
    const fallback = given === null ? await defaultDestination(tx) : null;
    const wishes = machines.flatMap((machine) => {
      const used = rules.length > 0 ? rules : [own.get(machine.policyGuid ?? '') ?? null];
      return used.map((rule): ExportWish => {
        const destinationGuid = given ?? rule?.destinationGuid ?? fallback;
        if (destinationGuid == null)
          throw backupFault(
            'VALIDATION',
            `There is no backup destination for ${machine.name}: name one, or make one the default.`,
            'backupDestinationGuid',
          );
        return {
          ...timing,
          machine,
          backupType,
          destinationGuid,
          priority: timing.priority ?? rule?.priority,
          retryCount,
          ruleGuid: rule?.guid,
          policyGuid: rule?.policyGuid,
          origin: originOf(viewer),
          ...(request.idempotencyKey != null && {
            idempotencyKey: `${request.idempotencyKey}/${machine.guid}/${rule?.guid ?? ''}`,
          }),
        };
      });
    });
    return (await requestExport(parts, tx, wishes)).map(({ task }) => task);
  });
}

const ruleFacts = sql`
  r.guid, r.policy_guid as "policyGuid", p.priority,
  (select d.destination_guid from backup.rule_destination d where d.rule_guid = r.guid and d.role_type = 'PRIMARY') as "destinationGuid"
  from backup.rule r join backup.policy p on p.guid = r.policy_guid`;

async function askedRules(tx: Tx, viewer: Viewer, guids: readonly string[]): Promise<RuleFacts[]> {
  const wanted = [...new Set(guids.map((guid) => guid.toLowerCase()))];
  if (wanted.length === 0) return [];
  const { rows } = await sql<RuleFacts>`
    select ${ruleFacts} where r.guid = any(${wanted.flatMap((guid) => readGuid(guid) ?? [])}::uuid[])
      and p.kind = 'VM_BACKUP' and ${ruleWall(viewer, 'r')}`.execute(tx.sql);
  const found = new Map(rows.map((row) => [row.guid, row]));
  return wanted.map((guid) => {
    const rule = found.get(guid);
    if (!rule) throw missing('rule', 'ruleGuids', guid);
    return rule;
  });
}

/** The first active rule of each machine's policy, by the policy's GUID. */
async function rulesOfPolicies(
  tx: Tx,
  machines: readonly AskedMachine[],
): Promise<ReadonlyMap<string, RuleFacts>> {
  const policies = [...new Set(machines.flatMap(({ policyGuid }) => policyGuid ?? []))];
  const { rows } = await sql<RuleFacts>`
    select distinct on (r.policy_guid) ${ruleFacts} where r.policy_guid = any(${policies}::uuid[]) and r.active
    order by r.policy_guid, r.position, r.guid`.execute(tx.sql);
  return new Map(rows.map((row) => [row.policyGuid, row]));
}

async function askedDestination(tx: Tx, guid: string | null | undefined): Promise<string | null> {
  if (guid == null || guid === '') return null;
  const { rows } = await sql<{ guid: string }>`
    select guid from backup.destination where guid = ${readGuid(guid) ?? null}::uuid for share`.execute(
    tx.sql,
  );
  if (!rows[0]) throw missing('backup destination', 'backupDestinationGuid', guid);
  return rows[0].guid;
}

async function defaultDestination(tx: Tx): Promise<string | null> {
  const { rows } = await sql<{ guid: string }>`select guid from backup.destination where is_default`.execute(
    tx.sql,
  );
  return rows[0]?.guid ?? null;
}
