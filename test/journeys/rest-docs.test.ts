import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { startBrowser } from '../support/browser.js';
import { chromiumMissing } from '../support/prepare.js';
import { openProduct } from '../support/product.js';

/** One row of each dialect: what it is filed under, its anchor on the page, and what the server says to it. */
const rows = [
  { dialect: 'orchestrator', method: 'get', path: '/api/v1/nodes', says: '"dummy-1"' },
  { dialect: 'freezer', method: 'get', path: '/v1/backups', says: '"backups": []' },
  { dialect: 'delfin', method: 'get', path: '/v1/storages', says: '"storages": []' },
  { dialect: 'vprotect', method: 'get', path: '/api/backup-destinations', says: '[]' },
] as const;

suite('the REST documentation of the product', { skip: chromiumMissing() ?? false }, () => {
  test('calls a row of each dialect', { timeout: 120_000 }, async (t) => {
    const product = await openProduct(t);
    await using browser = await startBrowser();
    const page = await browser.open(`${product.url}/docs/rest`, {
      width: 1200,
      height: 900,
      colorScheme: 'light',
    });

    page.setDefaultTimeout(20_000);

    for (const { dialect, method, path, says } of rows)
      await t.test(`${dialect}: ${method} ${path}`, async () => {
        const row = page.locator(`.opblock-${method}`, {
          has: page.locator(`.opblock-summary-path[data-path="${path}"]`),
        });
        await row.locator('.opblock-summary-control').click();
        await row.getByRole('button', { name: 'Execute' }).click();
        const live = row.locator('.live-responses-table');
        await live.locator('.response-col_status', { hasText: '200' }).waitFor();
        const body = await live.locator('.response-col_description').last().innerText();
        assert.ok(body.includes(says), body.slice(0, 500));
      });

    assert.deepEqual(browser.complaints, []);
    assert.deepEqual(browser.foreign, []);
  });
});
