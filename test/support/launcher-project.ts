import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild, type Child, type ChildOwner } from './child.js';

/** The folder of the project under test. */
export const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** What a launcher that has ended left behind. */
export interface LauncherRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Stands in for npm: notes each call, then lays the real compiler where `npm ci` would put it. */
const FAKE_NPM = `
import { appendFileSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
appendFileSync(process.env.FAKE_NPM_CALLS, process.argv.slice(2).join(' ') + '\\n');
await setTimeout(Number(process.env.FAKE_NPM_MS ?? 0));
rmSync('node_modules', { recursive: true, force: true });
mkdirSync('node_modules');
symlinkSync(process.env.FAKE_NPM_COMPILER, 'node_modules/typescript');
process.exitCode = Number(process.env.FAKE_NPM_CODE ?? 0);
`;

const TSCONFIG = {
  compilerOptions: {
    module: 'nodenext',
    target: 'es2024',
    strict: true,
    types: [],
    rootDir: '.',
    outDir: 'dist',
    sourceMap: true,
    incremental: true,
    tsBuildInfoFile: 'dist/.tsbuildinfo',
  },
  include: ['bin/**/*.ts', 'test/**/*.ts'],
};

/** A command line that prints its arguments and ends with 0. */
const CLI = `export async function main(argv: string[]): Promise<number> {
  console.log('verb', argv.join(' '));
  return 0;
}
declare const console: { log(...parts: string[]): void };
`;

/** A small project in a temporary folder that holds the real launcher and a stand-in for npm. */
export class LauncherProject {
  readonly folder = mkdtempSync(join(tmpdir(), 'infragraph-launcher-'));

  constructor(private readonly owner: ChildOwner) {
    owner.after(async () => rmSync(this.folder, { recursive: true, force: true }));
    mkdirSync(join(this.folder, 'bin'));
    for (const part of ['bin/infragraph.mjs', 'bin/launcher']) {
      cpSync(join(repository, part), join(this.folder, part), { recursive: true });
    }
    this.requireNode('18.0.0');
    this.write('package-lock.json', JSON.stringify({ lockfileVersion: 3, packages: { '': {} } }));
    this.write('tsconfig.json', JSON.stringify(TSCONFIG));
    this.write('bin/cli.ts', CLI);
    this.write('fake/npm-cli.js', FAKE_NPM);
    this.write('fake/package.json', '{ "type": "module" }');
  }

  /** Writes a file of the project; `path` is relative to its folder. */
  write(path: string, content: string, mode = 0o644): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), content, { mode });
  }

  /** Makes a package of the project under test available in this one. */
  link(name: string): void {
    const target = join(this.folder, 'node_modules', name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(join(repository, 'node_modules', name), target);
  }

  /** Declares the oldest Node the project runs on. */
  requireNode(version: string): void {
    this.write('package.json', JSON.stringify({ type: 'module', engines: { node: `>=${version}` } }));
  }

  /** The arguments of every call to npm so far, one string each. */
  npmCalls(): string[] {
    try {
      return readFileSync(join(this.folder, 'npm-calls'), 'utf8').trim().split('\n');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  /** Starts the launcher, by itself or as the last arguments of another Node program. */
  start(
    argv: readonly string[],
    env: NodeJS.ProcessEnv = {},
    through: readonly string[] = [],
  ): Promise<Child> {
    const entry = join(this.folder, 'bin', 'infragraph.mjs');
    return startChild(this.owner, process.execPath, [...through, entry, ...argv], {
      cwd: this.folder,
      env: { ...withoutOurs(), ...this.#npmEnvironment(), ...env },
    });
  }

  /** Runs the launcher to its end. */
  async run(argv: readonly string[], env?: NodeJS.ProcessEnv): Promise<LauncherRun> {
    const child = await this.start(argv, env);
    const { code } = await child.exited;
    return { code, stdout: child.stdout.join('\n'), stderr: child.stderr.join('\n') };
  }

  #npmEnvironment(): NodeJS.ProcessEnv {
    return {
      npm_execpath: join(this.folder, 'fake', 'npm-cli.js'),
      FAKE_NPM_CALLS: join(this.folder, 'npm-calls'),
      FAKE_NPM_COMPILER: join(repository, 'node_modules', 'typescript'),
    };
  }
}

/** The tests may themselves run under npm, the launcher and Node's runner; their marks must not be inherited. */
function withoutOurs(): NodeJS.ProcessEnv {
  const ours = /^(npm_|INFRAGRAPH_|NODE_TEST_CONTEXT$|NODE_COMPILE_CACHE$|NODE_OPTIONS$)/;
  return Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => ours.test(name))
      .map((name) => [name, undefined]),
  );
}
