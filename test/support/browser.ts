import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { findChromium } from './chromium.js';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-proxy-server',
];

/** How a page is shown. */
export interface View {
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
}

/** A headless Chromium with a fresh profile that cannot leave this machine. */
export interface Browser extends AsyncDisposable {
  open(url: string, view: View): Promise<Page>;
  /** Errors and warnings of all pages' consoles, and what their scripts threw. */
  readonly complaints: readonly string[];
  /** URLs off this machine that pages wanted; each was aborted. */
  readonly foreign: readonly string[];
  /** Writes a picture of the page into an ignored folder. */
  picture(page: Page, name: string): Promise<void>;
}

/** Starts the browser. Disposing it fails when a page wanted anything off this machine. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('there is no Chromium on PATH');
  const profile = await mkdtemp(join(tmpdir(), 'infragraph-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: flags,
    headless: true,
    serviceWorkers: 'block',
  });
  context.setDefaultTimeout(60_000);
  const foreign = await keepAtHome(context);
  const complaints = listen(context);
  const close = async (): Promise<void> => {
    await context.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    if (foreign.length > 0)
      throw new Error(`pages wanted what is not on this machine: ${foreign.join(', ')}`);
  };
  return {
    complaints,
    foreign,
    open: (url, view) => open(context, url, view),
    picture,
    [Symbol.asyncDispose]: close,
  };
}

async function open(
  context: BrowserContext,
  url: string,
  { width, height, colorScheme }: View,
): Promise<Page> {
  const page = await context.newPage();
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme });
  await page.goto(url);
  return page;
}

async function keepAtHome(context: BrowserContext): Promise<string[]> {
  const foreign: string[] = [];
  await context.route(isForeign, async (route) => {
    foreign.push(route.request().url());
    await route.abort();
  });
  await context.routeWebSocket(isForeign, async (socket) => {
    foreign.push(socket.url());
    await socket.close();
  });
  return foreign;
}

function isForeign(url: URL): boolean {
  return (
    /^(?:https?|wss?|ftp):$/.test(url.protocol) && !['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  );
}

function listen(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  context.on('weberror', ({ error }) => complaints.push(String(error())));
  return complaints;
}

async function picture(page: Page, name: string): Promise<void> {
  const folder = join(import.meta.dirname, '../../screenshots');
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
