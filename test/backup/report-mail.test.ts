import 'reflect-metadata';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import {
  BackupReport,
  ReportLine,
  WorkReport,
  WorkStatistics,
} from '../../subgraphs/backup/entities/report.js';
import { beginDailyReports } from '../../subgraphs/backup/services/daily-reports.js';
import { reportHtml, reportTables } from '../../subgraphs/backup/services/report-document.js';
import { sendReport } from '../../subgraphs/backup/services/report-mail.js';
import { reportPdf } from '../../subgraphs/backup/services/report-pdf.js';
import { shownSize } from '../../subgraphs/backup/services/shown-size.js';
import { Fault } from '../../subgraphs/kernel/errors/fault.js';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { cannotRun, engines } from '../support/engines.js';
import { BackupHouse } from './backup-house.js';
import { readMail, startMailServer } from './mail-server.js';
import { WorkFixture, workDoing } from './work-fixture.js';

const statistics = Object.assign(new WorkStatistics(), {
  successful: 1,
  failed: 0,
  inProgress: 0,
  queued: 0,
  totalSize: 45_097_156_608,
});
const line = Object.assign(new ReportLine(), {
  virtualMachineGuid: null,
  vmName: 'erp <b>(db)</b> Łódź',
  policy: 'gold',
  time: new Date('2026-01-02T00:00:00.000Z'),
  size: 42_949_672_960,
  type: 'FULL',
  status: 'SUCCESS_REMOVED',
  statusInfo: null,
});
const report = Object.assign(new BackupReport(), {
  backups: Object.assign(new WorkReport(), { statistics, lines: [line] }),
  restores: Object.assign(new WorkReport(), { statistics, lines: [] }),
});

const isFault = (code: string) => (error: unknown) => error instanceof Fault && error.code === code;

describe('a report of backups', () => {
  it('is a page that shows names as they are, and times in the zone asked for', () => {
    const html = reportHtml(reportTables(report, 'Europe/Warsaw'));

    assert.match(
      html,
      /erp &lt;b&gt;\(db\)&lt;\/b&gt; Łódź<\/td><td>gold<\/td><td>2026-01-02 01:00:00<\/td><td>40\.0 GiB<\/td><td>Full<\/td><td>Success \(removed\)/,
    );
    assert.match(html, /1 successful, 0 in progress, 0 queued, 0 failed; 42\.0 GiB/);
  });

  it('is a PDF every reader opens', () => {
    const pdf = Buffer.from(reportPdf(reportTables(report, 'UTC'))).toString('latin1');

    assert.match(pdf, /^%PDF-1\.4[^]*erp <b>\\\(db\\\)[^]*startxref\n\d+\n%%EOF\n$/);
  });

  it('names sizes as people do', () => {
    assert.deepEqual([0, 1023, 1024, 42 * 1024 ** 3].map(shownSize), [
      '0 B',
      '1023 B',
      '1.0 KiB',
      '42.0 GiB',
    ]);
  });

  it('is handed to the mail server, which is told every address', async (t) => {
    const { url, said } = await startMailServer(t);
    const mail = {
      addresses: ['a@example.org', 'b@example.org'],
      subject: 'Of Łódź',
      html: '<p>.\nŁ</p>',
      id: 'x1',
    };

    await sendReport({ smtpUrl: url, mailFrom: 'backup@example.org' }, mail);

    assert.match(said[0] ?? '', /^EHLO /);
    assert.deepEqual(said.slice(1, 5), [
      'MAIL FROM:<backup@example.org>',
      'RCPT TO:<a@example.org>',
      'RCPT TO:<b@example.org>',
      'DATA',
    ]);
    assert.deepEqual(readMail(said), {
      subject: 'Of Łódź',
      id: '<x1@example.org>',
      html: '<p>.\nŁ</p>',
    });
  });

  it('is refused in one sentence when the mail server takes none, and no password goes in the clear', async (t) => {
    const { url, said } = await startMailServer(t);
    const settings = { smtpUrl: url.replace('//', '//user:secret@'), mailFrom: 'backup@example.org' };
    const mail = { addresses: ['a@example.org'], subject: 'x', html: 'y', id: 'z' };

    await assert.rejects(
      sendReport(settings, mail),
      (error) => isFault('BACKEND_ERROR')(error) && !String(error).includes('secret'),
    );

    assert.ok(!said.some((text) => text.startsWith('AUTH')));
  });

  it('goes to nobody but to addresses, and nowhere without a mail server', async () => {
    const send = (addresses: string[], smtpUrl: string | undefined = 'smtp://127.0.0.1:9') =>
      sendReport({ smtpUrl, mailFrom: 'x@y' }, { addresses, subject: 'x', html: 'y', id: 'z' });

    for (const wrong of [[], ['a@b>\r\nRCPT TO:<c@d'], ['nobody']])
      await assert.rejects(send(wrong), isFault('BAD_USER_INPUT'));
    await assert.rejects(
      sendReport(
        { smtpUrl: undefined, mailFrom: 'x@y' },
        { addresses: ['a@b'], subject: 'x', html: 'y', id: 'z' },
      ),
      isFault('CONFLICT'),
    );
  });
});

for (const engine of engines) {
  describe(`reports by mail on the ${engine} database`, { skip: cannotRun(engine) }, () => {
    it('are sent of each policy that wishes it after midnight, once, and again when the server refused', async (t) => {
      const { url, said } = await startMailServer(t, 1);
      const house = await BackupHouse.open({
        kind: engine,
        functions: workDoing({}),
        config: { smtpUrl: url, mailFrom: 'backup@example.org' },
      });
      t.after(() => house.close());
      const fixture = await WorkFixture.on(house);
      const [own, foreign] = await fixture.machines(2);
      const { policyGuid } = await fixture.rule([own ?? '']);
      await fixture.rule([foreign ?? '']);
      const store = house.parts.store.sql;
      await sql`with l as (insert into backup.mailing_list (name, recipients) values ('ops', '{ops@example.org,on-call@example.org}') returning guid)
        update backup.policy set name = 'gold', daily_report_enabled = true, mailing_list_guid = l.guid from l where policy.guid = ${policyGuid}`.execute(
        store,
      );
      for (const [vm, name] of [
        [own, 'mine'],
        [foreign, 'theirs'],
      ]) {
        await sql`update backup.virtual_machine set name = ${name} where guid = ${vm}::uuid`.execute(store);
        await sql`insert into backup.backup (vm_guid, vm_name, workflow, origin_type, requested_type, type, status, snapshot_time, backup_time, size)
          values (${vm}, ${name}, gen_random_uuid(), 'USER', 'FULL', 'FULL', 'SUCCESS',
            date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - interval '1 hour', now(), 10)`.execute(
          store,
        );
      }
      const today = await beginDailyReports(house.parts);
      await sql`update backup.turn set begun_at = begun_at - interval '1 day' where name = 'daily reports'`.execute(
        store,
      );

      const begun = await Promise.all([1, 2, 3].map(() => beginDailyReports(house.parts)));

      assert.deepEqual([today, begun.flat().length], [[], 1]);
      const task = await house.kernel.ended(begun.flat()[0] ?? '', 30_000);
      assert.deepEqual([task.state, task.attempts, task.result], ['FINISHED', 2, { addresses: 2 }]);
      assert.deepEqual(await beginDailyReports(house.parts), []);
      assert.ok(said.includes('RCPT TO:<ops@example.org>') && said.includes('RCPT TO:<on-call@example.org>'));
      const { subject, id, html } = readMail(said);
      assert.match(subject, /^Backup report of gold, \d{4}-\d\d-\d\d$/);
      assert.equal(id, `<${task.guid}@example.org>`);
      assert.match(html, /1 successful/);
      assert.ok(html.includes('<td>mine</td>') && !html.includes('theirs'));
    });

    it('are sent when somebody asks, by those who may change things', async (t) => {
      const { url, said } = await startMailServer(t);
      const house = await BackupHouse.open({ kind: engine, work: false, config: { smtpUrl: url } });
      t.after(() => house.close());
      const sending =
        'mutation ($input: SendBackupReportInput!) { sendBackupReport(input: $input) { addresses } }';
      const input = { addresses: ['a@example.org'], timeZone: 'Europe/Warsaw' };

      const answer = await house.data(sending, { input });

      assert.deepEqual(answer, { sendBackupReport: { addresses: 1 } });
      assert.ok(said.includes('RCPT TO:<a@example.org>'));
      assert.deepEqual(await house.data('{ canSendBackupReports }'), { canSendBackupReports: true });
      const wrong = { input: { ...input, timeZone: 'Mars' } };
      assert.equal((await house.fault(sending, wrong)).reason, 'VALIDATION');
      const viewer = { ...openViewer, kind: 'account' as const, role: 'viewer' as const };
      assert.equal((await house.fault(sending, { input }, viewer)).code, 'FORBIDDEN');
      const { backupReport } = await house.data<{
        backupReport: { document: { name: string; contentType: string; base64: string } };
      }>('{ backupReport { document(format: PDF) { name contentType base64 } } }');
      assert.deepEqual(
        [backupReport.document.name, backupReport.document.contentType],
        ['report.pdf', 'application/pdf'],
      );
      assert.match(Buffer.from(backupReport.document.base64, 'base64').toString('latin1'), /^%PDF-1\.4/);
    });
  });
}
