import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { isStorableText } from '../../kernel/database/storable.js';
import type { ExportImportMode, StdErrorHandling } from '../entities/machine-words.js';
import { readGuid } from './guid.js';
import type { BackupParts } from './parts.js';
import { commonWall, policyWall } from './policy-sources.js';
import { sshPasswordPlace } from './secret-columns.js';
import { wallOf } from './tenant-wall.js';

/** What changes of a machine; what is undefined stays, null clears. */
export interface MachineChange {
  readonly policyGuid?: string | null | undefined;
  readonly snapshotPolicyGuid?: string | null | undefined;
  readonly credentialGuid?: string | null | undefined;
  readonly exportImportMode?: ExportImportMode | undefined;
  readonly quiesceBeforeSnapshot?: boolean | undefined;
  readonly sshHost?: string | null | undefined;
  readonly sshPort?: number | null | undefined;
  readonly sshUser?: string | null | undefined;
  readonly sshKeyPath?: string | null | undefined;
  readonly sshPassword?: string | null | undefined;
  readonly preSnapEnabled?: boolean | undefined;
  readonly preSnapArgs?: readonly string[] | undefined;
  readonly preSnapStdErr?: StdErrorHandling | undefined;
  readonly preSnapIgnoredExitCodes?: string | null | undefined;
  readonly postSnapEnabled?: boolean | undefined;
  readonly postSnapArgs?: readonly string[] | undefined;
  readonly postSnapStdErr?: StdErrorHandling | undefined;
  readonly postSnapIgnoredExitCodes?: string | null | undefined;
}

const columns = {
  exportImportMode: 'export_import_mode',
  quiesceBeforeSnapshot: 'quiesce_before_snapshot',
  sshHost: 'ssh_host',
  sshPort: 'ssh_port',
  sshUser: 'ssh_user',
  sshKeyPath: 'ssh_key_path',
  preSnapEnabled: 'pre_snap_enabled',
  preSnapArgs: 'pre_snap_args',
  preSnapStdErr: 'pre_snap_std_err',
  preSnapIgnoredExitCodes: 'pre_snap_ignored_exit_codes',
  postSnapEnabled: 'post_snap_enabled',
  postSnapArgs: 'post_snap_args',
  postSnapStdErr: 'post_snap_std_err',
  postSnapIgnoredExitCodes: 'post_snap_ignored_exit_codes',
} as const satisfies Partial<Record<keyof MachineChange, string>>;

const references = {
  policyGuid: { column: 'policy_guid', table: 'policy', kind: 'VM_BACKUP', noun: 'backup policy' },
  snapshotPolicyGuid: {
    column: 'snapshot_policy_guid',
    table: 'policy',
    kind: 'VM_SNAPSHOT',
    noun: 'snapshot policy',
  },
  credentialGuid: { column: 'credential_guid', table: 'credential', kind: undefined, noun: 'credential' },
} as const;

/**
 * Changes the settings of a machine (vprotect.md 3.1, `/settings` and `/ssh-password`). NOT_FOUND for a machine
 * the viewer may not see, BAD_USER_INPUT for a value out of range or a reference to nothing.
 */
export async function updateMachine(
  { store, secrets }: Pick<BackupParts, 'store' | 'secrets'>,
  machineGuid: string,
  change: MachineChange,
  viewer: Viewer,
): Promise<string> {
  const guid = readGuid(machineGuid);
  if (!guid) throw machineNotFound(machineGuid);
  checkChange(change);
  await store.transaction(async (tx) => {
    const sets: RawBuilder<unknown>[] = Object.entries(columns).flatMap(([member, column]) => {
      const value = change[member as keyof typeof columns];
      return value === undefined ? [] : [sql`${sql.ref(column)} = ${value}`];
    });
    for (const member of Object.keys(references) as (keyof typeof references)[])
      sets.push(...(await referenceOf(tx, member, change[member], viewer)));
    const { sshPassword } = change;
    if (sshPassword !== undefined)
      sets.push(
        sql`ssh_password = ${sshPassword === null ? null : secrets.encrypt(sshPassword, sshPasswordPlace(guid))}`,
      );
    const { rows } = await sql`
      update backup.virtual_machine v set ${sql.join([...sets, sql`changed_at = clock_timestamp()`])}
      where v.guid = ${guid} and ${wallOf(viewer, 'v')} returning v.guid`.execute(tx.sql);
    if (rows.length === 0) throw machineNotFound(machineGuid);
  });
  return guid;
}

/** The fault of a machine that is not there for the viewer. */
export function machineNotFound(guid: string): Fault {
  return new Fault('NOT_FOUND', `There is no virtual machine ${guid}.`);
}

async function referenceOf(
  tx: Tx,
  member: keyof typeof references,
  given: string | null | undefined,
  viewer: Viewer,
): Promise<RawBuilder<unknown>[]> {
  if (given === undefined) return [];
  const { column, table, kind, noun } = references[member];
  if (given === null) return [sql`${sql.ref(column)} = null`];
  const guid = readGuid(given);
  const ofKind =
    kind === undefined ? commonWall(viewer) : sql`r.kind = ${kind} and ${policyWall(viewer, 'r')}`;
  const { rows } = await sql`
    select from ${sql.table(`backup.${table}`)} r where r.guid = ${guid ?? null}::uuid and ${ofKind} for key share`.execute(
    tx.sql,
  );
  if (rows.length === 0)
    throw new Fault('BAD_USER_INPUT', `There is no ${noun} ${given}.`, {
      details: { reason: 'REFERENCE_NOT_FOUND', field: member },
    });
  return [sql`${sql.ref(column)} = ${guid}`];
}

function checkChange(change: MachineChange): void {
  const { sshPort } = change;
  if (sshPort != null && (sshPort < 1 || sshPort > 65_535)) throw wrong('sshPort', 'must be from 1 to 65535');
  for (const [member, value] of Object.entries(change)) {
    const texts = Array.isArray(value) ? value : [value];
    for (const text of texts)
      if (typeof text === 'string' && (text.length > 4096 || !isStorableText(text)))
        throw wrong(member, 'is too long, or cannot be stored');
  }
}

function wrong(member: string, what: string): Fault {
  return new Fault('BAD_USER_INPUT', `"${member}" ${what}.`, {
    details: { reason: 'VALIDATION', field: member },
  });
}
