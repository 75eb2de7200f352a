import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allRows } from '../../bin/config-groups.js';
import { lastFirst } from './last-first.js';
import { startChild, type Child, type ChildOptions, type ChildOwner } from './child.js';

/** How a command that has ended went. */
export interface CommandRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const commandLine = new URL('../../bin/cli.js', import.meta.url).href;
const runner = `const { main } = await import(${JSON.stringify(commandLine)}); process.exitCode = await main(process.argv.slice(1));`;

/**
 * Starts a verb of the command line as built, without the launcher's own checks, in a process of its
 * own that ends with `owner` at the latest. Our settings come from `options.env` alone. It runs in a
 * fresh folder unless `options.cwd` names another.
 */
export function startCommand(
  owner: ChildOwner,
  argv: readonly string[],
  options: ChildOptions = {},
): Promise<Child> {
  const owned = lastFirst(owner);
  return startChild(owned, process.execPath, ['--input-type=module', '--eval', runner, '--', ...argv], {
    ...options,
    cwd: options.cwd ?? temporaryFolder(owned),
    env: { ...withoutSettings(), ...options.env },
  });
}

/** Runs a verb to its end. */
export async function runCommand(
  owner: ChildOwner,
  argv: readonly string[],
  options?: ChildOptions,
): Promise<CommandRun> {
  const child = await startCommand(owner, argv, options);
  const { code } = await child.exited;
  return { code, stdout: child.stdout.join('\n'), stderr: child.stderr.join('\n') };
}

/** A fresh folder that is removed with `owner`. */
export function temporaryFolder(owner: ChildOwner): string {
  const folder = mkdtempSync(join(tmpdir(), 'infragraph-test-'));
  owner.after(async () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The environment without our own settings and those of the tests, which would change what is tested. */
function withoutSettings(): NodeJS.ProcessEnv {
  const ours = Object.keys(process.env).filter((name) => name.startsWith('INFRAGRAPH_'));
  return Object.fromEntries([...ours, ...allRows.map((row) => row.key)].map((name) => [name, undefined]));
}
