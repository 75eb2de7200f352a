import { sql } from 'kysely';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { askedMachines, originOf } from './asked-machines.js';
import { readGuid } from './guid.js';
import type { BackupParts } from './parts.js';
import { ruleWall } from './policy-sources.js';
import { readTiming, type TimingWish } from './read-timing.js';
import { missing } from './read-values.js';
import { requestSnapshot } from './request-snapshot.js';

/** A request for snapshots on the platform (vprotect.md 3.2). */
export interface SnapshotRequest extends TimingWish {
  readonly virtualMachineGuids: readonly string[];
  readonly ruleGuid?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** Takes snapshots of machines: GUIDs of one SNAPSHOT task for each. All or nothing; see `askedMachines`. */
export async function snapshotMachines(
  parts: BackupParts,
  viewer: Viewer,
  request: SnapshotRequest,
): Promise<string[]> {
  const timing = readTiming(request);
  return parts.store.transaction(async (tx) => {
    const machines = await askedMachines(tx, viewer, request.virtualMachineGuids);
    const rule = request.ruleGuid == null ? undefined : await ruleOf(request.ruleGuid);
    const wishes = machines.map((machine) => ({
      ...timing,
      machine,
      priority: timing.priority ?? rule?.priority,
      ruleGuid: rule?.guid,
      policyGuid: rule?.policy_guid,
      origin: originOf(viewer),
      ...(request.idempotencyKey != null && {
        idempotencyKey: `${request.idempotencyKey}/${machine.guid}/${rule?.guid ?? ''}`,
      }),
    }));
    return requestSnapshot(parts, tx, wishes);

    async function ruleOf(guid: string): Promise<{ guid: string; policy_guid: string; priority: number }> {
      const { rows } = await sql<{ guid: string; policy_guid: string; priority: number }>`
        select r.guid, r.policy_guid, p.priority from backup.rule r join backup.policy p on p.guid = r.policy_guid
        where r.guid = ${readGuid(guid) ?? null}::uuid and ${ruleWall(viewer, 'r')}`.execute(tx.sql);
      if (!rows[0]) throw missing('rule', 'ruleGuid', guid);
      return rows[0];
    }
  });
}
