import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accepted } from './accepted-bodies.js';
import { startVprotectPort, type VprotectPort } from './vprotect-port.js';

const vm = '5f0c6c0a-1d7e-4b59-9a55-0d2f6f3a7c11';
const other = '0b8f3a52-7c1d-4a0e-8b57-6f1e2d3c4b5a';
const backup = '77aa66bb-55cc-44dd-93ee-22ff11aa00bb';

const refused: readonly (readonly [title: string, path: string, body: unknown, code: string])[] = [
  ['an export of nothing', '/tasks/export', { protectedEntities: [null] }, 'VALIDATION'],
  [
    'an export of what cannot be a guid',
    '/tasks/export',
    { protectedEntities: ['vm-1'] },
    'REFERENCE_NOT_FOUND',
  ],
  ['a priority above 100', '/tasks/export', { protectedEntities: [vm], priority: 101 }, 'VALIDATION'],
  [
    'a window that ends before it begins',
    '/tasks/export',
    { protectedEntities: [vm], windowStart: 2e12, windowEnd: 1e12 },
    'VALIDATION',
  ],
  ['a synthetic export', '/tasks/export', { protectedEntities: [vm], backupType: 'SYNTHETIC' }, 'VALIDATION'],
  ['a restore of nothing', '/tasks/restore-and-import', { hypervisor: other }, 'VALIDATION'],
  [
    'a restore to two places at once',
    '/tasks/restore-and-import',
    { backup, hypervisor: other, hypervisorManager: other },
    'VALIDATION',
  ],
  ['a restore to nowhere', '/tasks/restore-and-import', { backup }, 'VALIDATION'],
  [
    'a mount for clients, as nothing is offered to any',
    '/tasks/restore-and-mount',
    { backup, mode: 'AUTO', allowedClients: ['10.0.0.1'] },
    'VALIDATION',
  ],
  ['a schedule without a name', '/schedules', { hour: 0 }, 'VALIDATION'],
  ['a schedule without a time', '/schedules', { name: 'x' }, 'VALIDATION'],
  [
    'a frequency of less than a minute',
    '/schedules',
    { name: 'x', interval: { startHour: 0, endHour: 1, frequency: 59_999 } },
    'VALIDATION',
  ],
  ['a rule without a policy', '/rules/vm-backup', { name: 'Default' }, 'VALIDATION'],
  [
    'a mark to keep without its end',
    '/retention/mark-backups',
    [{ backup, retentionHint: 'ARCHIVE' }],
    'VALIDATION',
  ],
  [
    'a listing beyond the mount',
    `/mounted-file-systems/${other}/listing`,
    { path: '/a/../../etc' },
    'VALIDATION',
  ],
  ['a list where an object belongs', '/policies/vm-backup', [], 'VALIDATION'],
  ['a name that is too long', '/policies/vm-backup', { name: 'x'.repeat(256) }, 'VALIDATION'],
];

describe('bodies of the vProtect API', () => {
  let port: VprotectPort;
  before(async () => {
    port = await startVprotectPort(() => ({
      data: null,
      errors: [{ message: 'stop', extensions: { code: 'CONFLICT' } }],
    }));
  });
  after(() => port.close());

  const send = (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
    port.send({
      method,
      path: `/api${path}`,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  for (const { title, method = 'POST', path, headers, body, input } of accepted)
    test(`can be ${title}`, async () => {
      const before = port.asked.length;

      const answer = await send(method, path, body, headers);

      assert.equal(port.asked.length, before + 1, answer.text);
      const asked = (port.asked.at(-1)?.variables['input'] ?? {}) as Record<string, unknown>;
      const members = Object.fromEntries(Object.keys(input).map((name) => [name, asked[name]]));
      assert.deepEqual(members, input);
    });

  for (const [title, path, body, code] of refused)
    test(`cannot be ${title}`, async () => {
      const before = port.asked.length;

      const answer = await send('POST', path, body);

      assert.equal(answer.status, 400, answer.text);
      assert.equal((JSON.parse(answer.text) as { code: string }).code, code);
      assert.equal(port.asked.length, before);
    });

  test('cannot ask for any end of a task but its cancellation', async () => {
    const wrong = await send('PUT', `/tasks/${vm}/state`, { state: { name: 'FINISHED' } });
    await send('PUT', `/tasks/${vm}/state`, { state: { name: 'CANCELLED' }, statusInfo: 'Canceled by user' });

    assert.equal(wrong.status, 400);
    assert.deepEqual(port.asked.at(-1)?.variables['input'], { guid: vm, statusInfo: 'Canceled by user' });
  });
});
