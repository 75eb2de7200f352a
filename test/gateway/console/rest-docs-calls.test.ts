import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { barriers } from '../../support/axe.js';
import { startBrowser, type View } from '../../support/browser.js';
import { askWell } from '../../support/graph-client.js';
import { chromiumMissing } from '../../support/prepare.js';
import { openProduct } from '../../support/product.js';
import { waitFor } from '../../support/wait-for.js';

/** A row of a dialect, the title it is filed under, and a part of what a new server says to it. */
interface Call {
  readonly dialect: string;
  readonly title: string;
  readonly path: string;
  readonly says: string;
}

const calls: readonly Call[] = [
  { dialect: 'delfin', title: 'Delfin API (storage)', path: '/v1/storages', says: '"storages": []' },
  { dialect: 'freezer', title: 'Freezer API', path: '/v1/backups', says: '"backups": []' },
  {
    dialect: 'orchestrator',
    title: 'Orchestrator (clouds and nodes)',
    path: '/api/v1/nodes',
    says: '"name": "dummy-1"',
  },
  {
    dialect: 'vprotect',
    title: 'vProtect API (backup)',
    path: '/api/nodes',
    says: '"name": "ONLINE"',
  },
];

const views: readonly View[] = [
  { width: 390, height: 900, colorScheme: 'light' },
  { width: 1280, height: 900, colorScheme: 'dark' },
];
const password = 'correct horse battery';
const skip = chromiumMissing() ?? false;

/** Opens the row as a reader does: by a part of its path, then the API it belongs to. */
async function openRow(page: Page, { title, path }: Call): Promise<Locator> {
  await page.getByPlaceholder('Filter by tag or path').fill(path);
  // The others have no such path; before they are gone a click would meet what is about to move.
  await waitFor('the filter', async () => (await page.locator('.opblock-tag').count()) === 1);
  const api = page.locator(`.opblock-tag[data-tag="${title}"]`);
  if ((await api.getAttribute('data-is-open')) !== 'true') await api.click();
  const row = page.locator('.opblock-get', {
    has: page.locator(`.opblock-summary-path[data-path="${path}"]`),
  });
  await row.locator('.opblock-summary-control').click();
  return row;
}

/** Executes the row and gives what the page shows of the answer. */
async function execute(row: Locator): Promise<{ readonly status: string; readonly body: string }> {
  await row.getByRole('button', { name: 'Execute' }).click();
  const answer = row.locator('.live-responses-table tbody tr').first();
  const status = await answer.locator('.response-col_status').innerText();
  const body = await answer.locator('.highlight-code').first().innerText();
  return { status: status.trim(), body };
}

describe('the REST documentation of the product', () => {
  for (const view of views) {
    const { width, colorScheme } = view;
    it(`calls a row of each API at ${width} px in ${colorScheme} colours`, { skip }, async (t) => {
      const product = await openProduct(t);
      await using browser = await startBrowser();
      const page = await browser.open(`${product.url}/docs/rest`, view);
      await page.locator('.opblock-tag').first().waitFor();
      const apis = await page
        .locator('.opblock-tag')
        .evaluateAll((found) => found.map((tag) => tag.getAttribute('data-tag')));
      const inTheWay = await barriers(page);

      for (const call of calls) {
        const row = await openRow(page, call);
        const { status, body } = await execute(row);
        assert.equal(status, '200', call.path);
        assert.ok(body.includes(call.says), body);
        inTheWay.push(...(await barriers(page)));
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width, call.path);
        await browser.picture(page, `rest-docs-${call.dialect}-${width}-${colorScheme}`);
        await row.locator('.opblock-summary-control').click();
      }

      assert.deepEqual(
        apis,
        calls.map(({ title }) => title),
      );
      assert.deepEqual(inTheWay, []);
      assert.deepEqual(browser.complaints, []);
      assert.deepEqual(browser.foreign, []);
    });
  }

  it('calls them with the tokens that a server with accounts wants', { skip }, async (t) => {
    const product = await openProduct(t);
    const token = await administrator(product.url);
    await using browser = await startBrowser();
    const page = await browser.open(`${product.url}/docs/rest`, {
      width: 1280,
      height: 900,
      colorScheme: 'dark',
    });

    await page.getByRole('button', { name: 'Authorize' }).click();
    const inTheWay = await barriers(page);
    for (const { dialect } of calls) {
      const door = page.locator('.auth-container', { has: page.locator('h4 code', { hasText: dialect }) });
      await door.locator('input').fill(token);
      await door.getByRole('button', { name: 'Authorize' }).click();
      await door.getByRole('button', { name: 'Logout' }).waitFor();
    }
    await browser.picture(page, 'rest-docs-authorize');
    await page.locator('.close-modal').click();

    for (const call of calls) {
      const unknown = await fetch(product.url + call.path);
      await unknown.text();
      const { status, body } = await execute(await openRow(page, call));
      assert.ok([401, 403].includes(unknown.status), `${call.path} let anybody in`);
      assert.equal(status, '200', call.path);
      assert.ok(body.includes(call.says), body);
    }
    assert.deepEqual(inTheWay, []);
    assert.deepEqual(browser.complaints, []);
    assert.deepEqual(browser.foreign, []);
  });
});

/** The token of an account, the first one, which closes the server. */
async function administrator(url: string): Promise<string> {
  await askWell(
    { url },
    'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { account { name } } }',
    { input: { name: 'ann', password, role: 'ADMIN' } },
  );
  const { login } = await askWell<{ login: { token: string } }>(
    { url },
    'mutation ($input: LoginInput!) { login(input: $input) { token } }',
    { input: { name: 'ann', password } },
  );
  return login.token;
}
