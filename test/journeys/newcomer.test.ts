import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { allRows } from '../../bin/config-groups.js';
import { projectRoot } from '../../bin/project.js';
import { PageRun } from '../docs/page-run.js';
import { barriers } from '../support/axe.js';
import { startBrowser, type Browser } from '../support/browser.js';
import { startChild, type Child } from '../support/child.js';
import { runCommand, temporaryFolder } from '../support/command-line.js';
import { freePort } from '../support/free-port.js';
import { askWell } from '../support/graph-client.js';
import { pages, type PageBlock } from '../support/pages.js';
import { chromiumMissing } from '../support/prepare.js';
import { waitFor } from '../support/wait-for.js';

const skip = chromiumMissing() ?? false;
/** A first start on a machine that is busy with other tests. */
const withinMs = 240_000;

const empty = `{
  storages { totalCount } policies { totalCount } schedules { totalCount } backupDestinations { totalCount }
  backupRecords { totalCount } virtualMachines { nodes { name } }
  tasks(filter: { states: [QUEUED, RUNNING] }) { totalCount }
}`;

describe('who comes for the first time', () => {
  it(
    'starts with a made-up world, sees it move, asks what the README asks, and takes it away',
    { skip },
    async (t) => {
      const port = String(await freePort());
      const server = await npmStart(t, port);
      const [, url = ''] = await server.waitForLine(/^ {2}Console +(\S+)\//, withinMs);
      const place = { url };
      await using browser = await startBrowser();
      const page = await browser.open(url, { width: 1440, height: 900, colorScheme: 'light' });

      await t.test('a bar of the console moves, and says what the server says', async () => {
        const guid = await waitFor('a running export', () => runningExport(page), { withinMs });
        const first = await valueOf(page, guid);
        await waitFor('the bar to move', async () => ((await valueOf(page, guid)) ?? 101) > (first ?? 0), {
          withinMs,
        });
        await waitFor(
          'the same everywhere',
          async () => {
            const { task } = await askWell<{ task: { progress: number } }>(
              place,
              'query ($guid: ID!) { task(guid: $guid) { progress } }',
              { guid },
            );
            return task.progress === (await valueOf(page, guid));
          },
          { withinMs },
        );
      });

      await t.test('the first query and the first subscription of the README work as printed', async () => {
        const run = await PageRun.open(t, { ports: new Map([['4000', port]]) });
        await run.run(readmeBlock('First steps', 'curl'), undefined);
        await run.run(readmeBlock('Live', 'subscribe'), undefined);
      });

      await t.test('the world is complete, and joined across the systems', async () => {
        await page.getByText('Demo silver').first().waitFor({ timeout: withinMs });
        const { virtualMachines, storages } = await askWell<World>(
          place,
          '{ virtualMachines { nodes { policy { name } computeNode { volumes { name } } } } storages { nodes { openAlerts { alertName } } } }',
        );
        const joined = virtualMachines.nodes.filter(
          ({ computeNode }) => (computeNode?.volumes?.length ?? 0) > 0,
        );
        assert.equal(virtualMachines.nodes.length, 12);
        assert.ok(joined.length >= 6, `${joined.length} machines have volumes`);
        assert.equal(virtualMachines.nodes.filter(({ policy }) => policy === null).length, 2);
        assert.equal(storages.nodes.length, 2);
        assert.ok(storages.nodes.some(({ openAlerts }) => openAlerts.length > 0));
      });

      await t.test(
        'anything is found by its name, and its card can be asked for again elsewhere',
        async () => {
          await page.keyboard.press('/');
          await page.keyboard.type('dummy-3');
          await page.getByRole('option', { name: 'dummy-3 virtual machine' }).waitFor();
          await page.getByRole('option', { name: 'dummy-3 virtual machine' }).click();
          const card = page.getByRole('dialog');
          await card.getByText('array-').first().waitFor();
          await browser.picture(page, 'console-card');
          const inTheWay = await barriers(page);
          await page.evaluate(`navigator.clipboard.writeText = async (text) => { window.copied = text; }`);
          await card.getByRole('button', { name: 'Copy as curl' }).click();
          const command = String(await page.evaluate('window.copied'));
          const curl = await startChild(t, 'bash', ['-c', command]);
          await curl.exited;
          await page.keyboard.press('Escape');
          assert.match(curl.stdout.join(''), /"data":\{"node":\{"id":"[^"]+","name":"dummy-3"/);
          assert.deepEqual(inTheWay, []);
        },
      );

      await t.test('what is begun from the console is done, and ended when one wishes', async () => {
        await page.getByLabel('Filter machines').fill('dummy-12');
        await page.getByRole('button', { name: 'Back up dummy-12 now' }).click();
        await page.getByText('Backup of dummy-12 has begun').waitFor();
        await page.getByRole('button', { name: 'Cancel Export of dummy-12' }).click();
        // One that runs already is asked about first.
        const sure = page.getByRole('button', { name: 'Cancel the task' });
        const ended = page.locator('.task[data-state=CANCELLED]', { hasText: 'Export of dummy-12' });
        await sure.or(ended).first().waitFor();
        if (await sure.isVisible()) await sure.click();
        await ended.waitFor();
        await page.getByLabel('Filter machines').fill('');
      });

      await t.test('an array is read again, and an alert is gone that is cleared', async () => {
        const name = await page.locator('.alert .title').first().innerText();
        const storages = '{ alerts(filter: { states: [CLEARED] }) { nodes { alertName clearedBy } } }';
        await page
          .getByRole('button', { name: `Clear ${name}` })
          .first()
          .click();
        await page.getByText(`Cleared: ${name}`).waitFor();
        await page.getByRole('button', { name: 'Sync array-south' }).click();
        await page.locator('.task', { hasText: 'Sync of array-south' }).first().waitFor();
        const { alerts } = await askWell<{ alerts: { nodes: { alertName: string; clearedBy: string }[] } }>(
          place,
          storages,
        );
        assert.ok(alerts.nodes.some((alert) => alert.alertName === name && alert.clearedBy === 'REQUEST'));
      });

      await t.test('a machine is restored beside the old one', async () => {
        await page.getByRole('button', { name: 'Restore dummy-1', exact: true }).click();
        const form = page.getByRole('dialog');
        await form.getByLabel('Name of the new machine').fill('dummy-1-again');
        await browser.picture(page, 'console-restore');
        await form.getByRole('button', { name: 'Restore' }).click();
        await waitFor(
          'the restored machine',
          async () => {
            const { restoreJobs } = await askWell<{ restoreJobs: { nodes: { status: string }[] } }>(
              place,
              '{ restoreJobs { nodes { status } } }',
            );
            return restoreJobs.nodes[0]?.status === 'SUCCESS';
          },
          { withinMs },
        );
      });

      await t.test('what would destroy something is asked for by its name first', async () => {
        await page.getByRole('button', { name: 'Stop the node of dummy-11' }).click();
        const question = page.getByRole('dialog');
        assert.equal(await question.getByRole('button', { name: 'Stop and destroy' }).isDisabled(), true);
        assert.equal(await page.evaluate('document.activeElement.textContent'), 'Keep it');
        await question.getByRole('textbox').fill('dummy-11');
        assert.equal(await question.getByRole('button', { name: 'Stop and destroy' }).isDisabled(), false);
        await page.keyboard.press('Escape');
      });

      for (const [width, colorScheme] of [
        [390, 'light'],
        [390, 'dark'],
        [1440, 'light'],
        [1440, 'dark'],
      ] as const)
        await t.test(`nothing is in anybody's way at ${width} px in ${colorScheme} colours`, async () => {
          assert.deepEqual(await look(browser, url, width, colorScheme), [width, []]);
        });

      await t.test('one command takes all of it away', async () => {
        const { code, stdout, stderr } = await runCommand(t, ['demo', 'remove', '--url', `${url}/graphql`]);

        const left = await askWell(place, empty);
        assert.equal(code, 0, stderr);
        assert.match(stdout, /^Removed the demo: 3 policies, 10 nodes, 2 storages, 18 records\.$/);
        const none = { totalCount: 0 };
        assert.deepEqual(left, {
          storages: none,
          policies: none,
          schedules: none,
          backupDestinations: none,
          backupRecords: none,
          // What one has made oneself stays, such as the restored machine.
          virtualMachines: { nodes: [{ name: 'dummy-1' }, { name: 'dummy-13' }, { name: 'dummy-2' }] },
          tasks: none,
        });
      });

      assert.deepEqual(browser.complaints, []);
      assert.deepEqual(browser.foreign, []);
    },
  );
});

interface World {
  readonly virtualMachines: {
    readonly nodes: readonly {
      readonly policy: object | null;
      readonly computeNode: { readonly volumes: readonly object[] | null } | null;
    }[];
  };
  readonly storages: { readonly nodes: readonly { readonly openAlerts: readonly object[] }[] };
}

/** As the README says, but for the port and a folder of its own. */
async function npmStart(t: TestContext, port: string): Promise<Child> {
  const dataDir = join(temporaryFolder(t), 'data');
  const settings = new Set(allRows.map(({ key }) => key));
  const env = {
    ...Object.fromEntries([...settings].map((key) => [key, undefined])),
    PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
    NODE_TEST_CONTEXT: undefined,
  };
  const args = ['start', '--', '--demo', '--port', port, '--data-dir', dataDir];
  const child = await startChild(t, 'npm', args, { cwd: projectRoot, env });
  t.after(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }));
  return child;
}

/** The first block of commands behind a heading of the README in which a word stands. */
function readmeBlock(heading: string, word: string): PageBlock {
  const readme = pages().find(({ path }) => path === 'README.md');
  const line = readme?.text.split('\n').indexOf(`## ${heading}`) ?? -1;
  const block = readme?.blocks.find((one) => one.line > line && one.text.includes(word));
  if (line < 0 || !block) throw new Error(`The README has no ${word} behind "${heading}".`);
  return block;
}

/** The GUID of an export that runs and is not nearly done. */
async function runningExport(page: Page): Promise<string | null> {
  return page.evaluate(
    `[...document.querySelectorAll('.task[data-state=RUNNING]')].find((row) => row.textContent.includes('Export of') && Number(row.querySelector('.bar').ariaValueNow) < 60)?.dataset.guid ?? null`,
  );
}

async function valueOf(page: Page, guid: string): Promise<number | undefined> {
  const value = await page.evaluate(
    `document.querySelector('.task[data-guid="${guid}"] .bar')?.ariaValueNow ?? null`,
  );
  return value === null ? undefined : Number(value);
}

/** The width a page needs and the barriers in it; leaves a picture behind. */
async function look(
  browser: Browser,
  url: string,
  width: number,
  colorScheme: 'light' | 'dark',
): Promise<[number, string[]]> {
  const page = await browser.open(url, { width, height: 900, colorScheme });
  await page.locator('[data-connection="live"]').waitFor();
  await page.locator('.task').first().waitFor();
  await page.locator('.storage').first().waitFor();
  await page.locator('.machines tbody tr').nth(11).waitFor();
  const needed = Number(await page.evaluate('document.documentElement.scrollWidth'));
  const found = await barriers(page);
  await browser.picture(page, `console-${width}-${colorScheme}`);
  await page.close();
  return [needed, found];
}
