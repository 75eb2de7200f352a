import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import {
  BackupReport,
  ReportDocument,
  ReportFormatEnum,
  SendBackupReportPayload,
  type ReportFormat,
} from '../entities/report.js';
import type { BackupParts } from '../services/parts.js';
import { readTimeZone, reportHtml, reportTables } from '../services/report-document.js';
import { reportOf } from '../services/report-lines.js';
import { sendReport } from '../services/report-mail.js';
import { reportPdf } from '../services/report-pdf.js';
import { periodOf } from '../services/report-period.js';
import { SendBackupReportInput } from './report.inputs.js';

const mostLines = 10_000;

/** Reports as files and by mail (vprotect.md 3.9). */
@Resolver(() => BackupReport)
export class ReportDocumentResolver {
  constructor(private readonly parts: BackupParts) {}

  @FieldResolver(() => ReportDocument, { description: 'The same as a file.' })
  document(
    @Root() report: BackupReport,
    @Arg('format', () => ReportFormatEnum, { description: 'What it is made as.' }) format: ReportFormat,
    @Arg('timeZone', () => String, {
      defaultValue: 'UTC',
      description: 'IANA time zone that times are shown in.',
    })
    timeZone: string,
  ): ReportDocument {
    const tables = reportTables(report, readTimeZone(timeZone));
    return format === 'HTML'
      ? documentOf('report.html', 'text/html; charset=utf-8', Buffer.from(reportHtml(tables)))
      : documentOf('report.pdf', 'application/pdf', reportPdf(tables));
  }

  @Access('viewer')
  @Query(() => Boolean, { nullable: true, description: 'Whether reports can be sent by mail.' })
  canSendBackupReports(): boolean {
    return this.parts.config.smtpUrl !== undefined;
  }

  @Access('operator')
  @Mutation(() => SendBackupReportPayload, {
    nullable: true,
    description:
      'Sends what was backed up and restored in some time by mail. CONFLICT when no mail server is set, BACKEND_ERROR when it does not take the report.',
  })
  async sendBackupReport(
    @Arg('input', () => SendBackupReportInput, { description: 'Of what time, and to whom.' })
    { addresses, from, to, timeZone }: SendBackupReportInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<SendBackupReportPayload> {
    const { store, config } = this.parts;
    const zone = readTimeZone(timeZone);
    const report = await reportOf(store.sql, { viewer }, periodOf(from, to, new Date()), mostLines);
    const html = reportHtml(reportTables(report, zone));
    await sendReport(config, { addresses, html, subject: 'Backup report', id: crypto.randomUUID() });
    return Object.assign(new SendBackupReportPayload(), { addresses: addresses.length });
  }
}

function documentOf(name: string, contentType: string, bytes: Uint8Array): ReportDocument {
  const base64 = Buffer.from(bytes).toString('base64');
  return Object.assign(new ReportDocument(), { name, contentType, base64 });
}
