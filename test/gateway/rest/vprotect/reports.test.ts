import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readableSize } from '../../../../gateway/rest/vprotect/report-shapes.js';
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
    const document = {
      name: 'report.html',
      contentType: 'text/html; charset=utf-8',
      base64: Buffer.from('<p>Łódź</p>').toString('base64'),
    };
    const port = await startVprotectPort(() => ({ data: { report: { document } }, errors: [] }));
    t.after(() => port.close());

    const html = await port.send({
      method: 'POST',
      path: '/api/dashboard/report-html?from=1767225600000',
      headers: json,
      body: '{}',
    });

    assert.equal(html.headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(html.headers['content-disposition'], 'attachment; filename=report.html');
    assert.equal(html.text, '<p>Łódź</p>');
    assert.deepEqual(port.asked[0]?.variables, {
      format: 'HTML',
      timeZone: 'UTC',
      from: '2026-01-01T00:00:00.000Z',
    });
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

  test('are sent by mail to the addresses named, and what the graph says of it is passed on', async (t) => {
    let errors: readonly object[] = [];
    const port = await startVprotectPort(() => ({ data: { sent: { addresses: 2 } }, errors }) as never);
    t.after(() => port.close());
    const send = (value: string) =>
      port.send({
        method: 'POST',
        path: '/api/dashboard/report-email',
        headers: json,
        body: JSON.stringify({ value }),
      });

    const sent = await send('a@example.org, b@example.org,');
    const nobody = await send(' , ');
    errors = [{ message: 'The mail server did not take the report.', extensions: { code: 'BACKEND_ERROR' } }];
    const refused = await send('a@example.org');

    assert.deepEqual([sent.status, sent.text, nobody.status, refused.status], [204, '', 400, 500]);
    assert.match(refused.text, /The mail server did not take the report/);
    assert.deepEqual(port.asked[0]?.variables['input'], {
      addresses: ['a@example.org', 'b@example.org'],
      timeZone: 'UTC',
    });
    assert.equal(port.asked.length, 2);
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
