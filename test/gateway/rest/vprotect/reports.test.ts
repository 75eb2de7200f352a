import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { ReportMail } from '../../../../gateway/rest/vprotect/send-mail.js';
import { readableSize } from '../../../../gateway/rest/vprotect/report-shapes.js';
import { Refusal } from '../../../../gateway/rest/route.js';
import { startVprotectPort } from './vprotect-port.js';

const statistics = { successful: 1, failed: 0, inProgress: 0, queued: 0, totalSize: 45_097_156_608 };
const line = {
  virtualMachineGuid: null,
  vmName: 'erp <b>(db)</b> Łódź',
  policy: 'gold',
  time: '2026-01-02T00:00:00.000Z',
  size: 42949672960,
  type: 'FULL',
  status: 'SUCCESS',
  statusInfo: null,
};
const report = { backups: { statistics, lines: [line] }, restores: { statistics, lines: [] } };
const json = { 'content-type': 'application/json' };

describe('reports of the vProtect API', () => {
  test('are files with their type and a name without quotes', async (t) => {
    const port = await startVprotectPort(() => ({ data: { report }, errors: [] }));
    t.after(() => port.close());
    const get = (path: string) =>
      port.send({ method: 'POST', path: `/api/dashboard/${path}`, headers: json, body: '{}' });

    const [html, pdf] = [await get('report-html'), await get('report-pdf')];

    assert.equal(html.headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(html.headers['content-disposition'], 'attachment; filename=report.html');
    assert.match(
      html.text,
      /erp &lt;b&gt;\(db\)&lt;\/b&gt; Łódź<\/td><td>gold<\/td><td>2026-01-02 00:00:00<\/td><td>40\.0 GiB/,
    );
    assert.equal(pdf.headers['content-type'], 'application/pdf');
    assert.match(pdf.text, /^%PDF-1\.4[^]*erp <b>\\\(db\\\)[^]*startxref\n\d+\n%%EOF\n$/);
  });

  test('show machines, policies and types as plain texts', async (t) => {
    const port = await startVprotectPort(() => ({ data: { report }, errors: [] }));
    t.after(() => port.close());

    const { text } = await port.send({
      method: 'GET',
      path: '/api/dashboard/report?from=1767225600000&to=1767398400000',
    });

    assert.deepEqual(JSON.parse(text), {
      backups: {
        successful: 1,
        failed: 0,
        inProgress: 0,
        queued: 0,
        totalData: '42.0 GiB',
        total: 1,
        elements: [
          {
            protectedEntity: 'erp <b>(db)</b> Łódź',
            policy: 'gold',
            snapshotTime: 1767312000000,
            size: 42949672960,
            type: 'Full',
            status: { name: 'SUCCESS', description: 'Success' },
          },
        ],
      },
      restores: {
        successful: 1,
        failed: 0,
        inProgress: 0,
        queued: 0,
        totalData: '42.0 GiB',
        total: 1,
        elements: [],
      },
    });
    assert.deepEqual(port.asked[0]?.variables, {
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-01-03T00:00:00.000Z',
    });
  });

  test('are not sent by mail where no server is set', async (t) => {
    const port = await startVprotectPort(() => ({ data: { report }, errors: [] }));
    t.after(() => port.close());

    const answer = await port.send({
      method: 'POST',
      path: '/api/dashboard/report-email',
      headers: json,
      body: '{"value":"a@example.org"}',
    });

    assert.equal(answer.status, 409);
    assert.equal(port.asked.length, 0);
  });

  test('are handed to the mail server, which is told every address', async (t) => {
    const { url, said } = await startMailServer(t);
    const mail = new ReportMail({ url, from: 'backup@example.org' });

    await mail.send(['a@example.org', 'b@example.org'], 'Backup report', '<p>.\nŁ</p>');

    assert.match(said[0] ?? '', /^EHLO /);
    assert.deepEqual(said.slice(1, 5), [
      'MAIL FROM:<backup@example.org>',
      'RCPT TO:<a@example.org>',
      'RCPT TO:<b@example.org>',
      'DATA',
    ]);
    const empty = said.indexOf('', 5);
    assert.ok(said.includes('Subject: Backup report'));
    assert.equal(Buffer.from(said[empty + 1] ?? '', 'base64').toString(), '<p>.\nŁ</p>');
  });

  test('are refused in one sentence when the mail server takes none, and no password goes in the clear', async (t) => {
    const { url, said } = await startMailServer(t);
    const secret = url.replace('//', '//user:secret@');
    const mail = new ReportMail({ url: secret, from: 'backup@example.org' });

    await assert.rejects(
      mail.send(['a@example.org'], 'x', 'y'),
      (error) => error instanceof Refusal && error.status === 500,
    );

    assert.ok(!said.some((text) => text.startsWith('AUTH')));
  });

  test('refuse addresses that would say more than an address', () => {
    const mail = new ReportMail({ url: 'smtp://localhost', from: 'x@y' });

    for (const wrong of [[], ['a@b>\r\nRCPT TO:<c@d'], ['nobody']])
      assert.throws(
        () => mail.check(wrong),
        (error) => error instanceof Refusal && error.status === 400,
      );
  });

  test('name sizes as people do', () => {
    assert.deepEqual([0, 1023, 1024, 42 * 1024 ** 3].map(readableSize), [
      '0 B',
      '1023 B',
      '1.0 KiB',
      '42.0 GiB',
    ]);
  });
});

/** A mail server that takes everything, without TLS. */
async function startMailServer(t: TestContext): Promise<{ url: string; said: string[] }> {
  const said: string[] = [];
  const server = createServer((socket) => {
    let inData = false;
    let open = '';
    socket.write('220 ready\r\n');
    socket.on('data', (chunk) => {
      const lines = `${open}${chunk.toString()}`.split('\r\n');
      open = lines.pop() ?? '';
      for (const text of lines) {
        said.push(text);
        if (inData && text !== '.') continue;
        if (text === 'DATA') socket.write('354 go on\r\n');
        else if (text === 'QUIT') socket.end('221 bye\r\n');
        else if (text.startsWith('EHLO')) socket.write('250-here\r\n250 8BITMIME\r\n');
        else socket.write('250 ok\r\n');
        inData = text === 'DATA';
      }
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, said };
}
