import { sql } from 'kysely';
import type { Sql } from '../../kernel/database/store.js';
import { BackupReport, ReportLine, WorkReport } from '../entities/report.js';
import type { Period } from './report-period.js';
import {
  inPeriod,
  reportSources,
  statisticsOf,
  type ReportScope,
  type ReportSource,
} from './report-statistics.js';

interface LineRow extends Omit<ReportLine, 'time'> {
  readonly time: string;
}

/** Backups and restores of a period: how they ended, and the newest of each, at most `most`. */
export async function reportOf(
  handle: Sql,
  scope: ReportScope,
  period: Period,
  most: number,
): Promise<BackupReport> {
  const part = async (source: ReportSource): Promise<WorkReport> =>
    Object.assign(new WorkReport(), {
      statistics: await statisticsOf(handle, scope, source, period),
      lines: await linesOf(handle, scope, source, period, most),
    });
  return Object.assign(new BackupReport(), {
    backups: await part('backups'),
    restores: await part('restores'),
  });
}

/** The policy is that of the rule a backup was made by, else that of its machine. */
async function linesOf(
  handle: Sql,
  scope: ReportScope,
  source: ReportSource,
  period: Period,
  most: number,
): Promise<ReportLine[]> {
  const { rows } = await sql<LineRow>`
    select w.vm_guid as "virtualMachineGuid", coalesce(v.name, w.vm_name) as "vmName", p.name as policy,
      w.time, w.size, w.type, w.status, w.status_info as "statusInfo"
    from ${reportSources[source]} w
      left join backup.virtual_machine v on v.guid = w.vm_guid
      left join backup.rule r on r.guid = w.rule_guid
      left join backup.policy p on p.guid = coalesce(r.policy_guid, v.policy_guid)
    where ${inPeriod(scope, period)}
    order by w.time desc, w.guid limit ${most}`.execute(handle);
  return rows.map((row) => Object.assign(new ReportLine(), row, { time: new Date(row.time) }));
}
