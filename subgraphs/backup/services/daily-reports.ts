import { sql } from 'kysely';
import type { BackupParts } from './parts.js';
import { takeTurn } from './take-turn.js';

/** Name of the task type that mails a report. */
export const mailReport = 'backup.report.mail';

/** What such a task is told. Times are ISO 8601. */
export interface MailReportInput {
  readonly policyGuid: string;
  readonly from: string;
  readonly to: string;
}

interface DueRow {
  readonly guid: string;
  readonly name: string;
  readonly tenant_id: string | null;
  readonly midnight: string;
}

const dayMs = 86_400_000;

/**
 * After each midnight (UTC) begins to mail the report of the day before for every active policy that wishes it and has
 * somebody to send it to: one task each, once for all processes. Gives the tasks' GUIDs. A day that nobody lived to see
 * the end of is not caught up with.
 */
export async function beginDailyReports({
  store,
  tasks,
}: Pick<BackupParts, 'store' | 'tasks'>): Promise<string[]> {
  const midnight = sql<Date>`date_trunc('day', now() at time zone 'UTC') at time zone 'UTC'`;
  return store.transaction(async (tx) => {
    if (!(await takeTurn(tx, 'daily reports', sql<boolean>`begun_at < ${midnight}`))) return [];
    const { rows } = await sql<DueRow>`
      select p.guid, p.name, p.tenant_id, ${midnight} as midnight
      from backup.policy p join backup.mailing_list l on l.guid = p.mailing_list_guid
      where p.active and p.daily_report_enabled and cardinality(l.recipients) > 0 order by p.name, p.guid`.execute(
      tx.sql,
    );
    const made = await tasks.createAll(
      tx,
      rows.map(({ guid, name, tenant_id, midnight: end }) => {
        const to = new Date(end).getTime();
        const input: MailReportInput = {
          policyGuid: guid,
          from: new Date(to - dayMs).toISOString(),
          to: new Date(to - 1).toISOString(),
        };
        return {
          type: mailReport,
          title: `Daily report of ${name}`,
          input,
          tenantId: tenant_id,
          origin: 'SCHEDULE' as const,
          about: [{ kind: 'Policy', id: guid }],
        };
      }),
    );
    return made.map(({ task }) => task.guid);
  });
}
