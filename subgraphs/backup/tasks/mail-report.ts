import { sql } from 'kysely';
import { openViewer } from '../../kernel/identity/viewer.js';
import type { TaskType } from '../../kernel/tasks/contract.js';
import { mailReport, type MailReportInput } from '../services/daily-reports.js';
import type { BackupParts } from '../services/parts.js';
import { reportHtml, reportTables } from '../services/report-document.js';
import { reportOf } from '../services/report-lines.js';
import { sendReport } from '../services/report-mail.js';
import { workKinds } from '../services/work-kinds.js';

const mostLines = 10_000;

interface PolicyRow {
  readonly name: string;
  readonly recipients: readonly string[];
}

/**
 * Mails the report of one policy (vprotect.md 3.6) to its mailing list; a policy that wishes none any more gets none. One
 * that is sent again after a crash has the same message id.
 */
export function mailReportTask(parts: BackupParts): TaskType<MailReportInput> {
  const { store, config } = parts;
  return {
    name: mailReport,
    subgraph: 'backup',
    lane: workKinds.DELETE.lane,
    meaning: 'Mails what was backed up and restored of a policy on one day.',
    maxAttempts: 3,
    run: async ({ guid, input: { policyGuid, from, to } }) => {
      const { rows } = await sql<PolicyRow>`
        select p.name, l.recipients from backup.policy p join backup.mailing_list l on l.guid = p.mailing_list_guid
        where p.guid = ${policyGuid} and p.daily_report_enabled and cardinality(l.recipients) > 0`.execute(
        store.sql,
      );
      const [policy] = rows;
      if (!policy) return { addresses: 0 };
      const { name, recipients } = policy;
      const scope = { viewer: openViewer, policyGuid };
      const report = await reportOf(store.sql, scope, { from: new Date(from), to: new Date(to) }, mostLines);
      const subject = `Backup report of ${name}, ${from.slice(0, 10)}`;
      const html = reportHtml(reportTables(report, 'UTC'));
      await sendReport(config, { addresses: recipients, subject, html, id: guid });
      return { addresses: recipients.length };
    },
  };
}
