import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLog, withoutCredentials, withRequestId } from '../../../subgraphs/kernel/log/log.js';

function linesOf(work: (log: ReturnType<typeof openLog>) => void): string[] {
  const lines: string[] = [];
  work(openLog({ level: 'trace', destination: { write: (line: string) => void lines.push(line) } }));
  return lines;
}

test('redacts fields with the names of secrets at any usual depth', () => {
  const [line = ''] = linesOf((log) =>
    log.info(
      {
        password: 's3',
        a: { token: 's3', b: { community: 's3', c: { secret: 's3' } } },
        headers: { 'x-auth-token': 's3' },
      },
      'hello',
    ),
  );

  assert.doesNotMatch(line, /s3/);
  assert.match(line, /hello/);
});

test('keeps passwords in addresses out of error messages, stacks and causes', () => {
  const cause = new Error('cannot reach postgres://bob:hunter2@db/x');

  const [line = ''] = linesOf((log) =>
    log.error({ err: new Error('no postgres://bob:hunter2@db/x', { cause }) }, 'failed'),
  );

  assert.doesNotMatch(line, /hunter2|bob/);
  assert.match(line, /\[redacted\]@db/);
});

test('puts the request id on every line of the request, awaited work included', async () => {
  const lines: string[] = [];
  const log = openLog({ level: 'info', destination: { write: (line: string) => void lines.push(line) } });

  await withRequestId('r-1', async () => {
    await new Promise(setImmediate);
    log.info('inside');
  });
  log.info('outside');

  assert.match(lines[0] ?? '', /"requestId":"r-1"/);
  assert.doesNotMatch(lines[1] ?? '', /requestId/);
});

test('leaves addresses without credentials as they are', () => {
  assert.equal(withoutCredentials('https://example.org/a@b'), 'https://example.org/a@b');
});
