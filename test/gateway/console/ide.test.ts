import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { registerIde } from '../../../gateway/console/ide.js';
import { startBrowser } from '../../support/browser.js';
import { chromiumMissing } from '../../support/prepare.js';
import { waitFor } from '../../support/wait-for.js';
import { startConsoleServer, type ConsoleServer } from './console-server.js';

/** Waits until the editor shows a line; GraphiQL loses a change of tabs that comes before its editor stands. */
async function shows(page: Page, line: string): Promise<void> {
  await page.locator('.graphiql-query-editor .view-line', { hasText: line }).waitFor();
}

/**
 * Runs the tab just opened. Right after the change of tabs GraphiQL still sends the name of the operation before.
 * While an operation runs, the button stops it and has another name.
 */
async function runUntil(page: Page, answer: string): Promise<void> {
  const run = page.getByRole('button', { name: /execute query/i });
  await run.click();
  await waitFor(answer, async () => {
    const shown = await page.locator('.result-window').innerText({ timeout: 1000 });
    const text = shown.replaceAll('\u00a0', ' ');
    if (text.includes('Unknown operation') && (await run.isVisible())) await run.click({ timeout: 500 });
    return text.includes(answer);
  });
}

const start = (): Promise<ConsoleServer> =>
  startConsoleServer((app) =>
    registerIde(app, { path: '/ide', graphqlPath: '/graphql', subscriptionPath: '/graphql' }),
  );

const skip = chromiumMissing() ?? false;

describe('the IDE', () => {
  it('shows the editor with an example and runs it', { skip }, async () => {
    await using server = await start();
    await using browser = await startBrowser();

    const page = await browser.open(`${server.url}/ide`, { width: 1440, height: 900, colorScheme: 'light' });
    await shows(page, 'MachinesWithBackups');
    await page.getByRole('button', { name: /execute query/i }).click();
    await page.locator('.result-window .view-line', { hasText: 'box_web-1_home' }).waitFor();
    await browser.picture(page, 'ide-light');

    assert.deepEqual(browser.complaints, []);
    assert.deepEqual(browser.foreign, []);
  });

  it('runs a subscription over the WebSocket', { skip }, async () => {
    await using server = await start();
    await using browser = await startBrowser();

    const page = await browser.open(`${server.url}/ide`, { width: 1200, height: 800, colorScheme: 'dark' });
    await shows(page, 'MachinesWithBackups');
    await page.getByRole('tab', { name: 'WatchMachines' }).click();
    await shows(page, 'WatchMachines');
    await runUntil(page, 'compute.2');
    await browser.picture(page, 'ide-dark');

    assert.deepEqual(browser.complaints, []);
  });

  it('allows its own scripts only, by their hashes, and no frame', async () => {
    await using server = await start();

    const answer = await fetch(`${server.url}/ide`);

    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.match(policy, /script-src 'self' 'sha256-/);
    assert.doesNotMatch(policy, /https?:|script-src[^;]*unsafe|\*/);
  });

  it('names no address of another machine in its page', async () => {
    await using server = await start();

    const html = await (await fetch(`${server.url}/ide`)).text();

    assert.doesNotMatch(html, /(?:src|href)="(?:https?:)?\/\//);
    assert.doesNotMatch(html, /unpkg|cdn/);
  });

  it('answers 304 for a file the browser has, and 404 for one it lacks', async () => {
    await using server = await start();
    const first = await fetch(`${server.url}/ide/static/ruru.js`);
    const etag = first.headers.get('etag') ?? '';

    const again = await fetch(`${server.url}/ide/static/ruru.js`, { headers: { 'if-none-match': etag } });
    const absent = await fetch(`${server.url}/ide/static/absent.js`);

    assert.equal(first.headers.get('content-type'), 'text/javascript; charset=utf-8');
    assert.equal(again.status, 304);
    assert.equal(absent.status, 404);
  });
});
