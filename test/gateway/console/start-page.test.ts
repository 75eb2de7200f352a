import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { registerStartPage, type StartPageLinks } from '../../../gateway/console/start-page.js';
import { startBrowser } from '../../support/browser.js';
import { chromiumMissing } from '../../support/prepare.js';
import { startConsoleServer, type ConsoleServer } from './console-server.js';

const links: StartPageLinks = {
  version: '0.1.0',
  graphql: '/graphql',
  health: '/health/ready',
  schema: '/schema.graphql',
  ide: '/ide',
  restDocs: '/docs/rest',
  openApi: '/openapi.json',
};
const browserAccept = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

/** As on the main port: a dialect answers every method of `/` too, and was there before. */
const start = (given: Partial<StartPageLinks> = {}): Promise<ConsoleServer> =>
  startConsoleServer((app) => {
    app.route({ method: ['GET', 'HEAD', 'POST'], url: '/', handler: () => ({ versions: [] }) });
    registerStartPage(app, { ...links, ...given });
  });

const skip = chromiumMissing() ?? false;

describe('the start page', () => {
  for (const [width, colorScheme] of [
    [390, 'light'],
    [390, 'dark'],
    [820, 'light'],
    [1440, 'light'],
    [1440, 'dark'],
  ] as const) {
    it(`fits ${width} px in ${colorScheme} colours`, { skip }, async () => {
      await using server = await start();
      await using browser = await startBrowser();

      const page = await browser.open(server.url, { width, height: 900, colorScheme });
      const needed = await page.evaluate('document.documentElement.scrollWidth');
      const targets = await page
        .locator('nav a')
        .evaluateAll((found) => found.map((link) => link.getAttribute('href')));
      await browser.picture(page, `start-page-${width}-${colorScheme}`);

      assert.equal(needed, width);
      assert.deepEqual(targets, ['/ide', '/docs/rest', '/schema.graphql', '/openapi.json', '/health/ready']);
      assert.deepEqual(browser.complaints, []);
      assert.deepEqual(browser.foreign, []);
    });
  }

  it('gives a command that works as it stands', async () => {
    await using server = await start();
    const html = await (await fetch(server.url, { headers: { accept: browserAccept } })).text();

    const [, query] = /-d '(.*)'<\/code>/.exec(html.replaceAll('&quot;', '"')) ?? [];
    const answer = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: String(query),
    });

    assert.ok(html.includes(`curl ${server.url}/graphql`));
    assert.deepEqual(await answer.json(), {
      data: { cloud: { name: 'default', nodes: { nodes: [{ name: 'web-1', state: 'RUNNING' }] } } },
    });
  });

  it('leaves everyone but browsers, and every other method, to the dialect', async () => {
    await using server = await start();

    const curl = await fetch(server.url, { headers: { accept: '*/*' } });
    const post = await fetch(server.url, { method: 'POST', headers: { accept: browserAccept } });

    assert.deepEqual(await curl.json(), { versions: [] });
    assert.deepEqual(await post.json(), { versions: [] });
  });

  it('answers a browser with a query in the address, and HEAD', async () => {
    await using server = await start();

    const asked = await fetch(`${server.url}/?from=mail`, { headers: { accept: browserAccept } });
    const head = await fetch(server.url, { method: 'HEAD', headers: { accept: browserAccept } });

    assert.equal(asked.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(head.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(head.headers.get('vary'), 'accept');
  });

  it('allows nothing but its own style', async () => {
    await using server = await start();

    const { headers } = await fetch(server.url, { headers: { accept: browserAccept } });

    const policy = headers.get('content-security-policy') ?? '';
    assert.match(
      policy,
      /^default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-[\w+/=]{44}'; img-src data:$/,
    );
  });

  it('leaves out what is switched off', async () => {
    await using server = await startConsoleServer((app) => {
      const { ide: _ide, schema: _schema, ...others } = links;
      registerStartPage(app, others);
    });

    const html = await (await fetch(server.url, { headers: { accept: browserAccept } })).text();

    assert.doesNotMatch(html, /\/ide|\/schema/);
  });
});
