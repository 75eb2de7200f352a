import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { registerRestDocs } from '../../../gateway/console/rest-docs.js';
import type { OpenApiDocument } from '../../../gateway/rest/openapi-document.js';
import { openApiDocument } from '../../../gateway/rest/openapi.js';
import { operation, type Row } from '../../../gateway/rest/route.js';
import { startBrowser } from '../../support/browser.js';
import { chromiumMissing } from '../../support/prepare.js';
import { sampleDialect, staticRow } from '../rest/sample-dialect.js';
import { startConsoleServer, type ConsoleServer } from './console-server.js';

const listClouds: Row = {
  method: 'GET',
  path: '/api/v1/clouds/:name',
  access: 'public',
  status: 200,
  operation: operation('query legacyCloud($name: String!) {\n  cloud(name: $name) { name }\n}'),
  variables: () => ({}),
  shape: () => ({}),
  document: {
    summary: 'Reads a cloud',
    query: { refresh: 'Whether the cloud is asked anew' },
    example: { name: 'default' },
    errors: { 400: 'No such cloud' },
  },
};
const createClient = staticRow({
  method: 'POST',
  path: '/v1/clients',
  status: 201,
  document: {
    summary: 'Registers a client',
    body: z.object({ client_id: z.string(), tags: z.array(z.string()).optional() }),
  },
});
const dialects = [
  sampleDialect({
    name: 'orchestrator',
    title: 'Orchestrator (clouds and nodes)',
    rows: [
      listClouds,
      staticRow({
        method: 'DELETE',
        path: '/api/v1/clouds/:name',
        status: 204,
        document: { summary: 'Forgets a cloud' },
      }),
    ],
  }),
  sampleDialect({
    name: 'freezer',
    title: 'Freezer (backup metadata)',
    rows: [
      staticRow({ path: '/v1/clients', document: { summary: 'Lists clients', example: { clients: [] } } }),
      createClient,
    ],
  }),
];
const start = (
  document: () => OpenApiDocument = () => openApiDocument(dialects, { version: '1.0.0' }),
): Promise<ConsoleServer> =>
  startConsoleServer((app) => {
    registerRestDocs(app, document, { path: '/docs/rest' });
    app.get<{ Params: { name: string } }>('/api/v1/clouds/:name', ({ params }) => ({ cloud: params.name }));
  });

const skip = chromiumMissing() ?? false;

/** Opens what each dialect has; the page shows their names alone at first. */
async function openAll(page: Page): Promise<void> {
  for (const { title } of dialects) await page.locator(`.opblock-tag[data-tag="${title}"]`).click();
}

describe('the REST documentation', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    it(`lists the operations of every dialect in ${colorScheme} colours`, { skip }, async () => {
      await using server = await start();
      await using browser = await startBrowser();

      const page = await browser.open(`${server.url}/docs/rest`, { width: 1200, height: 900, colorScheme });
      await openAll(page);
      await page.getByText('Registers a client').waitFor();
      const summaries = await page.locator('.opblock-summary-description').allInnerTexts();
      const tags = await page
        .locator('.opblock-tag')
        .evaluateAll((found) => found.map((tag) => tag.getAttribute('data-tag')));
      await page.getByText('Reads a cloud').click();
      await page.getByText('query legacyCloud').first().waitFor();
      await browser.picture(page, `rest-docs-${colorScheme}`);

      assert.deepEqual(summaries, [
        'Lists clients',
        'Registers a client',
        'Reads a cloud',
        'Forgets a cloud',
      ]);
      assert.deepEqual(tags, ['Freezer (backup metadata)', 'Orchestrator (clouds and nodes)']);
      assert.deepEqual(browser.complaints, []);
      assert.deepEqual(browser.foreign, []);
    });
  }

  it('shows a body by its schema and fits a telephone', { skip }, async () => {
    await using server = await start();
    await using browser = await startBrowser();

    const page = await browser.open(`${server.url}/docs/rest`, {
      width: 390,
      height: 800,
      colorScheme: 'light',
    });
    await openAll(page);
    await page.getByText('Registers a client').click();
    await page.getByText('client_id').first().waitFor();
    await browser.picture(page, 'rest-docs-narrow');

    assert.deepEqual(browser.complaints, []);
  });

  it('calls the API it describes', { skip }, async () => {
    await using server = await start();
    await using browser = await startBrowser();

    const page = await browser.open(`${server.url}/docs/rest`, {
      width: 1200,
      height: 900,
      colorScheme: 'light',
    });
    await page.getByRole('button', { name: 'Authorize' }).click();
    await page.getByRole('button', { name: 'Close' }).first().click();
    await openAll(page);
    await page.getByText('Reads a cloud').click();
    await page.getByPlaceholder('name', { exact: true }).fill('far away');
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.getByText('"far away"').waitFor();
    await browser.picture(page, 'rest-docs-called');

    assert.deepEqual(browser.complaints, []);
    assert.deepEqual(browser.foreign, []);
  });

  it('makes the document once, when it is first asked for', async () => {
    let made = 0;
    await using server = await start(() => {
      made += 1;
      return openApiDocument(dialects, { version: '1.0.0' });
    });
    const before = made;

    const first = await fetch(`${server.url}/openapi.json`);
    const again = await fetch(`${server.url}/openapi.json`, {
      headers: { 'if-none-match': `W/${first.headers.get('etag')}` },
    });

    assert.deepEqual([before, made], [0, 1]);
    assert.equal(first.headers.get('content-type'), 'application/json; charset=utf-8');
    assert.equal(((await first.json()) as OpenApiDocument).openapi, '3.1.1');
    assert.equal(again.status, 304);
  });

  it('serves its files compressed to whom takes that, each form under its own tag', async () => {
    await using server = await start();
    const url = `${server.url}/docs/rest/static/swagger-ui-bundle.js`;

    const compressed = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
    const plain = await fetch(url, { headers: { 'accept-encoding': 'identity' } });

    assert.equal(compressed.headers.get('content-encoding'), 'gzip');
    assert.equal(plain.headers.get('content-encoding'), null);
    assert.equal(await compressed.text(), await plain.text());
    assert.notEqual(compressed.headers.get('etag'), plain.headers.get('etag'));
  });

  it('serves nothing else out of the package', async () => {
    await using server = await start();

    for (const file of ['logo.svg', 'toString', '..%2fpackage.json', '%2e%2e%2f%2e%2e%2fpackage.json']) {
      const { status } = await fetch(`${server.url}/docs/rest/static/${file}`);
      assert.equal(status, 404, file);
    }
  });
});
