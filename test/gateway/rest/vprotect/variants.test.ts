import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { projectRoot } from '../../../../bin/project.js';
import type { Exchange, Scenario } from '../../../contract/vprotect/run-exchanges.js';
import { startVprotectPort, type Asked, type VprotectPort } from './vprotect-port.js';
import { variants } from './variants.js';

/** Everything recorded that succeeds, its names filled with guids that are made up. */
const recorded = ['inventory', 'calendar', 'policy', 'work', 'house']
  .flatMap((name) => {
    const text = readFileSync(`${projectRoot}/test/contract/vprotect/${name}-exchanges.json`, 'utf8');
    return JSON.parse(text.replaceAll(/\{(\w+)\}/g, (_, kept: string) => madeUp(kept))) as Scenario[];
  })
  .flatMap(({ exchanges }) => exchanges.filter(({ response }) => response.status < 300));

function madeUp(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Ways to write a query that say nothing more. */
const idle = [
  'showLoader=true',
  'filter=',
  'orderBy=undefined',
  'direction=null',
  'nameLike=',
  'page=',
  'size=',
];

describe('requests of the vProtect API', () => {
  let port: VprotectPort;
  before(async () => {
    port = await startVprotectPort(() => ({
      data: null,
      errors: [{ message: 'stop', extensions: { code: 'CONFLICT' } }],
    }));
  });
  after(() => port.close());

  /** What the graph is asked for by a request; undefined when it is not asked at all. */
  async function asked(
    { request }: Exchange,
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Asked | undefined> {
    const count = port.asked.length;
    await port.send({
      method: request.method,
      path: `/api${path}`,
      headers: { 'content-type': 'application/json', ...request.headers, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return port.asked.length > count ? port.asked.at(-1) : undefined;
  }

  for (const { title, of } of variants)
    test(`mean the same with ${title}`, async () => {
      let different = 0;
      for (const exchange of recorded) {
        const { path, body } = exchange.request;
        if (body === undefined) continue;
        const usual = await asked(exchange, path, body);
        const other = of(body as Parameters<typeof of>[0]);
        if (!usual || JSON.stringify(other) === JSON.stringify(body)) continue;

        assert.deepEqual(await asked(exchange, path, other), usual, `${path}: ${JSON.stringify(other)}`);
        different += 1;
      }
      assert.ok(different > 10, `only ${different} bodies differ`);
    });

  test('mean the same with empty and unknown parameters, and with a slash at the end', async () => {
    for (const exchange of recorded) {
      const { path, body, method } = exchange.request;
      const [plain = '', query = ''] = path.split('?');
      if (method !== 'GET') continue;
      const names = new Set(new URLSearchParams(query).keys());
      const more = idle.filter((one) => !names.has(one.split('=')[0] ?? ''));
      const usual = await asked(exchange, path, body);

      const other = await asked(
        exchange,
        `${plain.replace(/\/$/, '')}/?${[query, ...more].filter(Boolean).join('&')}`,
        body,
      );

      assert.deepEqual(other, usual, path);
    }
  });

  test('are confined to a project by the parameter as by the header, whatever they are', async () => {
    for (const exchange of recorded) {
      const { path, body } = exchange.request;
      if (path.includes('project-uuid') || path.startsWith('/session')) continue;
      const by = `${path}${path.includes('?') ? '&' : '?'}project-uuid=p-1`;

      const [byHeader, byParameter] = [
        await asked(exchange, path, body, { '3rd-party-project': 'p-1' }),
        await asked(exchange, by, body),
      ];

      assert.deepEqual(byHeader, byParameter, path);
      if (byHeader) assert.equal(byHeader.viewer.tenantId, 'p-1', path);
    }
  });

  test('narrow every list of what tenants have by each spelling of the tenant', async () => {
    const lists =
      '/virtual-machines /virtual-machines/detailed /tasks /workflow-executions /backups /backup-locations';
    const others =
      '/restore-jobs /snapshots /mounted-backups /schedules /policies/vm-backup /policies/vm-snapshot';
    for (const path of `${lists} ${others}`.split(' '))
      for (const name of ['tenantid', 'tenantId', 'tenant-id']) {
        const request = { method: 'GET', path };
        const exchange = { title: path, request, response: { status: 200 } };

        const got = await asked(exchange, `${path}?${name}=p-1`, undefined);

        assert.equal((got?.variables['filter'] as { tenantId?: string } | undefined)?.tenantId, 'p-1', path);
      }
  });
});
