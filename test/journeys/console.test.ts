import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { barriers } from '../support/axe.js';
import { startBrowser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { askWell } from '../support/graph-client.js';
import { chromiumMissing } from '../support/prepare.js';
import { openProduct, startProduct } from '../support/product.js';
import { waitFor } from '../support/wait-for.js';

const skip = chromiumMissing() ?? false;
const desk = { width: 1440, height: 900, colorScheme: 'light' } as const;
const withinMs = 60_000;
const password = 'correct horse battery';
const createAccount =
  'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { account { name } } }';

describe('the console of an empty house', () => {
  for (const [width, colorScheme] of [
    [390, 'dark'],
    [1440, 'light'],
  ] as const)
    it(
      `says plainly that there is nothing yet, at ${width} px in ${colorScheme} colours`,
      { skip },
      async (t) => {
        const product = await openProduct(t);
        await using browser = await startBrowser();

        const page = await browser.open(product.url, { width, height: 900, colorScheme });
        await page.getByText('No storage yet').waitFor();
        await page.getByText('All quiet').waitFor();
        await connected(page);
        await browser.picture(page, `console-empty-${width}-${colorScheme}`);

        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
        assert.deepEqual(await barriers(page), []);
        assert.deepEqual(browser.complaints, []);
        assert.deepEqual(browser.foreign, []);
      },
    );
});

describe('the console of a server that is killed', () => {
  it(
    'says so within two seconds, and is right again without a reload when the server is back',
    { skip },
    async (t) => {
      const settings = { port: String(await freePort()) };
      const product = await startProduct(t, { settings });
      await using browser = await startBrowser();
      const page = await browser.open(product.url, desk);
      await startNode(product.url, 'before');
      await page.getByText('Start the node "before"').waitFor();
      await page.evaluate('window.marked = true');

      const killed = performance.now();
      await product.kill9();
      await page.getByRole('alert').filter({ hasText: 'connection is lost' }).waitFor();
      const told = performance.now() - killed;
      await browser.picture(page, 'console-reconnecting');
      await product.restart();
      await startNode(product.url, 'after');
      await page.getByText('Start the node "after"').waitFor();
      await connected(page);

      t.diagnostic(`the banner stood after ${Math.round(told)} ms`);
      assert.ok(told < 2000, `${told} ms`);
      await waitFor(
        'the values of the server',
        async () => {
          const { tasks } = await askWell<{ tasks: { nodes: ShownTask[] } }>(
            product,
            '{ tasks(first: 100) { nodes { guid state progress } } }',
          );
          assert.deepEqual(await shownTasks(page), new Map(tasks.nodes.map((task) => [task.guid, task])));
          return true;
        },
        { withinMs, everyMs: 200 },
      );
      await waitFor('the banner to go', async () => (await page.getByRole('alert').count()) === 0, {
        withinMs,
      });
      assert.equal(await page.evaluate('window.marked'), true);
    },
  );
});

describe('the console of a server with accounts', () => {
  it('asks who one is, lets nobody in by a wrong password, and forgets at the end', { skip }, async (t) => {
    const product = await openProduct(t);
    await askWell(product, createAccount, { input: { name: 'ann', password, role: 'ADMIN' } });
    const { login } = await askWell<{ login: { token: string } }>(
      product,
      'mutation ($input: LoginInput!) { login(input: $input) { token } }',
      { input: { name: 'ann', password } },
    );
    const ann = { url: product.url, token: login.token };
    await askWell(ann, createAccount, { input: { name: 'vera', password, role: 'VIEWER' } });
    await using browser = await startBrowser();
    const page = await browser.open(product.url, desk);

    await signIn(page, 'wrong password here');
    await page.getByRole('alert').waitFor();
    const refused = await page.getByRole('alert').innerText();
    await browser.picture(page, 'console-sign-in');
    const inTheWay = await barriers(page);
    await signIn(page, password);
    await connected(page);
    await page.getByText('No storage yet').waitFor();
    const offered = await page.getByRole('button', { name: 'Start a node' }).count();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Password').waitFor();

    assert.match(refused, /name or (the )?password/i);
    assert.deepEqual(inTheWay, []);
    assert.equal(offered, 0, 'a viewer changes nothing');
    assert.equal(
      await page.evaluate('localStorage.length + sessionStorage.length + document.cookie.length'),
      0,
    );
  });
});

interface ShownTask {
  readonly guid: string;
  readonly state: string;
  readonly progress: number;
}

async function connected(page: Page): Promise<void> {
  await page.locator('[data-connection="live"]').waitFor();
}

async function signIn(page: Page, given: string): Promise<void> {
  await page.getByLabel('Name').fill('vera');
  await page.getByLabel('Password').fill(given);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function startNode(url: string, name: string): Promise<void> {
  await waitFor(
    'the server',
    () =>
      askWell(
        { url },
        `mutation ($name: String!) { startComputeNode(input: { name: $name, imageId: "1", sizeId: "1" }) { task { guid } } }`,
        { name },
      ),
    { withinMs },
  );
}

/** Tasks as the page shows them: what the bars say to a screen reader. */
async function shownTasks(page: Page): Promise<Map<string, ShownTask>> {
  const rows = (await page.evaluate(
    `[...document.querySelectorAll('.task')].map((row) => ({ guid: row.dataset.guid, state: row.dataset.state, progress: Number(row.querySelector('.bar').ariaValueNow) }))`,
  )) as ShownTask[];
  return new Map(rows.map((row) => [row.guid, row]));
}
