import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { projectRoot } from '../../../bin/project.js';
import { registerConsole, type ConsoleOptions } from '../../../gateway/console/console-page.js';
import { startConsoleServer, type ConsoleServer } from './console-server.js';

const folder = join(projectRoot, 'dist', 'console');
const browserAccept = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
/** What the whole page may weigh, compressed. */
const mostBytes = 60_000;

/** As on the main port: a dialect answers every method of `/` too, and was there before. */
const start = (given: Partial<ConsoleOptions> = {}): Promise<ConsoleServer> =>
  startConsoleServer((app) => {
    app.route({ method: ['GET', 'HEAD', 'POST'], url: '/', handler: () => ({ versions: [] }) });
    registerConsole(app, {
      folder,
      version: '0.1.0',
      links: () => Promise.resolve({ Health: '/health/ready', OpenAPI: '/openapi.json' }),
      ...given,
    });
  });

const open = (url: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { headers: { accept: browserAccept, ...headers } });

describe("the console's page", () => {
  it('is for browsers; everybody else, and every other method, gets the dialect', async () => {
    await using server = await start();

    const page = await open(`${server.url}/?from=mail`);
    const curl = await fetch(server.url, { headers: { accept: '*/*' } });
    const post = await fetch(server.url, { method: 'POST', headers: { accept: browserAccept } });
    const head = await fetch(server.url, { method: 'HEAD', headers: { accept: browserAccept } });

    assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(head.headers.get('vary'), 'accept, authorization, cookie');
    assert.deepEqual(await curl.json(), { versions: [] });
    assert.deepEqual(await post.json(), { versions: [] });
  });

  it('allows its own files alone, and holds nothing inline that this would forbid', async () => {
    await using server = await start();

    const page = await open(server.url);
    const html = await page.text();

    assert.equal(
      page.headers.get('content-security-policy'),
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'",
    );
    assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
    assert.doesNotMatch(html, /(?:src|href)="(?:https?:)?\/\//);
  });

  it('is asked for again each time, and answered with 304 while it is the same', async () => {
    await using server = await start();
    const first = await open(server.url);

    const again = await open(server.url, { 'if-none-match': first.headers.get('etag') ?? '' });

    assert.equal(first.headers.get('cache-control'), 'no-cache');
    assert.equal(again.status, 304);
  });

  it('links to what is served besides, and to nothing that is switched off', async () => {
    await using server = await start();

    const html = await (await open(server.url)).text();

    assert.match(html, /<a href="\/health\/ready">Health<\/a>\s*<a href="\/openapi.json">OpenAPI<\/a>/);
    assert.match(html, /Version 0\.1\.0/);
    assert.doesNotMatch(html, /\/ide|\/schema/);
  });

  it('says what is missing when the console is not built', async () => {
    await using server = await start({ folder: join(folder, 'absent') });

    const { status } = await open(server.url);

    assert.equal(status, 500);
  });
});

describe("the console's files", () => {
  it('are kept by the browser for ever, under names that follow from what is in them', async () => {
    await using server = await start();
    const paths = await filesOf(server);

    const answers = await Promise.all(paths.map((path) => fetch(server.url + path)));

    assert.equal(paths.length, 2);
    for (const { status, headers } of answers) {
      assert.equal(status, 200);
      assert.equal(headers.get('cache-control'), 'public, max-age=31536000, immutable');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('vary'), 'accept-encoding');
    }
  });

  it('come compressed as the client wishes, the same content each time', async () => {
    await using server = await start();
    const [path] = await filesOf(server);
    const get = (encodings: string): Promise<Response> =>
      fetch(`${server.url}${path}`, { headers: { 'accept-encoding': encodings } });

    const answers = await Promise.all(['br, gzip', 'gzip', 'gzip;q=0', 'identity'].map(get));

    const encodings = answers.map(({ headers }) => headers.get('content-encoding'));
    const [brotli, ...others] = await Promise.all(answers.map((answer) => answer.text()));
    assert.deepEqual(encodings, ['br', 'gzip', null, null]);
    assert.deepEqual(new Set(others), new Set([brotli]));
  });

  it(`weigh at most ${mostBytes} bytes with the page, compressed`, async (t) => {
    await using server = await start();
    const html = await (await open(server.url)).text();
    const files = await Promise.all((await filesOf(server)).map((path) => fetch(server.url + path)));

    const bodies = [Buffer.from(html), ...(await Promise.all(files.map((file) => file.bytes())))];
    const weight = bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);

    t.diagnostic(`the console weighs ${weight} bytes, compressed with gzip`);
    assert.ok(weight > 10_000 && weight <= mostBytes, `${weight} bytes`);
  });

  it('are those of the build alone', async () => {
    await using server = await start();
    const built = readdirSync(join(folder, 'files'));

    const names = ['page-00000000.js', '..%2Fpage.html', `${built[0]}.map`, '.build-stamp'];
    const answers = await Promise.all(names.map((name) => fetch(`${server.url}/console/files/${name}`)));

    assert.deepEqual(
      answers.map(({ status }) => status),
      [404, 404, 404, 404],
    );
  });
});

async function filesOf(server: ConsoleServer): Promise<string[]> {
  const html = await (await open(server.url)).text();
  return [...html.matchAll(/(?:src|href)="(\/console\/files\/[^"]+)"/g)].map(([, path = '']) => path);
}
