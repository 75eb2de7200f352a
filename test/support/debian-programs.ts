import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A program of a Debian package that tests run. */
export interface DebianProgram {
  readonly name: string;
  /** Names it has elsewhere. */
  readonly otherNames?: readonly string[];
  readonly packageName: string;
}

/** Path of a program, or undefined when PATH has none. */
export function findProgram(
  { name, otherNames = [] }: DebianProgram,
  path = process.env['PATH'] ?? '',
): string | undefined {
  const places = path.split(delimiter).filter((dir) => dir !== '');
  return [name, ...otherNames].flatMap((one) => places.map((dir) => join(dir, one))).find(isExecutable);
}

/**
 * Path of a program, whose package CI, running as root on Debian, installs when there is none.
 *
 * Fails with the remedy when there is none and none may or can be installed.
 */
export async function ensureProgram(program: DebianProgram): Promise<string> {
  const { name, otherNames = [], packageName } = program;
  const names = [name, ...otherNames].join(' or ');
  const remedy = `install it, such as by "apt-get install ${packageName}", or put ${names} on PATH`;
  const found = findProgram(program);
  if (found !== undefined) return found;
  if (!mayInstall()) throw new Error(`there is no ${name}: ${remedy}`);
  await install(packageName, remedy);
  const installed = findProgram(program);
  if (installed === undefined)
    throw new Error(`apt-get installed ${packageName}, but PATH has no ${name}: ${remedy}`);
  return installed;
}

/** Debian's own Python, which finds the modules of Debian's packages. */
export const debianPython = '/usr/bin/python3';

/** A module of a Debian package that a Python program of ours imports. */
export interface DebianPythonModule {
  readonly name: string;
  readonly packageName: string;
}

/** The module's version and where it is. Installs its package where `ensureProgram` would, and fails like it. */
export async function ensurePythonModule({ name, packageName }: DebianPythonModule): Promise<string> {
  const remedy = `install it, such as by "apt-get install ${packageName}"`;
  const program = `import ${name}; print(${name}.__version__, "from", ${name}.__file__)`;
  const find = async (): Promise<string> => (await run(debianPython, ['-c', program])).stdout.trim();
  try {
    return await find();
  } catch (error) {
    if (!mayInstall()) throw new Error(`${debianPython} has no module ${name}: ${remedy}`, { cause: error });
    await install(packageName, remedy);
    return find();
  }
}

function mayInstall(): boolean {
  return Boolean(process.env['CI']) && process.getuid?.() === 0;
}

async function install(packageName: string, remedy: string): Promise<void> {
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 300_000,
    maxBuffer: 64 * 1024 * 1024,
  };
  try {
    await run('apt-get', ['update'], options);
    await run('apt-get', ['install', '--yes', '--no-install-recommends', packageName], options);
  } catch (error) {
    throw new Error(`apt-get could not install ${packageName}; ${remedy}`, { cause: error });
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
