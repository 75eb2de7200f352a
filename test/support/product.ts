import type { AddressInfo } from 'node:net';
import { openServing, type Serving } from '../../bin/commands/serve.js';
import type { Child, ChildExit, ChildOwner } from './child.js';
import { startCommand, temporaryFolder } from './command-line.js';
import { lastFirst } from './last-first.js';
import { isRunning } from './process-running.js';
import { readyDataDir } from './ready-databases.js';

/** How a product is started for a test. */
export interface ProductOptions {
  /** PostgreSQL to use; the embedded database in a fresh folder when absent. */
  readonly databaseUrl?: string | undefined;
  /** Folder of the embedded database; when absent one that is removed at the end. */
  readonly dataDir?: string | undefined;
  /** Settings by option name, such as `{ 'log-level': 'info' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Variables of a process of its own, such as NODE_OPTIONS. */
  readonly env?: NodeJS.ProcessEnv;
}

/** The product in a process of its own. */
export interface Product {
  /** Base address without a slash at its end; another after `restart`. */
  readonly url: string;
  readonly dataDir: string;
  /** The process that runs now, or ran last. */
  readonly child: Child;
  /** Asks it to end and waits; fails unless it ends with exit code 0. */
  stop(): Promise<void>;
  /** Kills it without warning and waits until it is gone. */
  kill9(): Promise<ChildExit>;
  /** Starts it again on the same data; a running one is stopped first. */
  restart(): Promise<void>;
}

/** The product inside the test's own process. */
export interface OpenProduct extends Serving {
  readonly url: string;
  readonly dataDir: string;
  close(): Promise<void>;
}

/**
 * Starts `infragraph serve` as built, without the launcher's own checks, on a free port of this machine
 * and waits until it is ready. It ends with `owner` at the latest. Without a database the embedded one has all tables
 * already.
 */
export async function startProduct(owner: ChildOwner, options: ProductOptions = {}): Promise<Product> {
  const owned = lastFirst(owner);
  const dataDir = await dataDirOf(owned, options);
  const args = Object.entries(settingsOf(dataDir, options)).map(([name, value]) => `--${name}=${value}`);
  const start = (): Promise<Child> =>
    startCommand(owned, ['serve', ...args], { cwd: dataDir, ...(options.env ? { env: options.env } : {}) });
  const product = new StartedProduct(dataDir, start);
  await product.restart();
  return product;
}

/**
 * Opens everything `infragraph serve` opens in this process, listening on a free port; closed with `owner`. Without a
 * database the embedded one has all tables already.
 */
export async function openProduct(owner: ChildOwner, options: ProductOptions = {}): Promise<OpenProduct> {
  const owned = lastFirst(owner);
  const dataDir = await dataDirOf(owned, options);
  const serving = await openServing({ env: {}, options: settingsOf(dataDir, options) }, true);
  const close = (): Promise<void> => serving.running.lifecycle.stop();
  owned.after(close);
  const { port } = serving.gateway.app.server.address() as AddressInfo;
  return { ...serving, url: `http://127.0.0.1:${port}`, dataDir, close };
}

class StartedProduct implements Product {
  private current: { readonly child: Child; readonly url: string } | undefined;

  constructor(
    readonly dataDir: string,
    private readonly start: () => Promise<Child>,
  ) {}

  get child(): Child {
    return this.running().child;
  }

  get url(): string {
    return this.running().url;
  }

  async stop(): Promise<void> {
    const { child } = this.running();
    child.kill('SIGTERM');
    const { code, signal } = await child.exited;
    if (code !== 0)
      throw new Error(`the product ended with ${signal ?? code}:\n${child.lines.slice(-20).join('\n')}`);
  }

  kill9(): Promise<ChildExit> {
    this.child.kill('SIGKILL');
    return this.child.exited;
  }

  async restart(): Promise<void> {
    if (this.current && isRunning(this.child.pid)) await this.stop();
    const child = await this.start();
    const [, url = ''] = await child.waitForLine(/^ {2}GraphQL +(\S+)\/graphql/, 60_000);
    this.current = { child, url };
  }

  private running(): { readonly child: Child; readonly url: string } {
    if (!this.current) throw new Error('The product never started.');
    return this.current;
  }
}

async function dataDirOf(owner: ChildOwner, { dataDir, databaseUrl }: ProductOptions): Promise<string> {
  if (dataDir !== undefined) return dataDir;
  return databaseUrl === undefined ? readyDataDir(owner) : temporaryFolder(owner);
}

function settingsOf(dataDir: string, options: ProductOptions): Record<string, string> {
  return {
    host: '127.0.0.1',
    port: '0',
    'data-dir': dataDir,
    'log-level': 'warn',
    ...(options.databaseUrl === undefined ? {} : { 'database-url': options.databaseUrl }),
    ...options.settings,
  };
}
