import assert from 'node:assert/strict';
import { readCommandLine } from '../../bin/cli.js';
import { settingsOf } from '../../bin/command-input.js';
import { loadProductConfig } from '../../bin/config-groups.js';
import { temporaryFolder } from '../support/command-line.js';
import { startChild, type ChildOwner } from '../support/child.js';

/** Verbs of the launcher, which the product's command line does not have. */
const launcherVerbs = new Set(['test', 'check', 'build', 'bench']);

/**
 * Tells the words of a command on descriptor 3 and reads what is piped into it; changes no folder. A command is one
 * line, which the shell writes at once: those of commands that run side by side do not mix.
 */
const recorder = `
command_not_found_handle() {
  local words
  printf -v words '%s\\037' "$@"
  printf '%s\\n' "\${words//$'\\n'/$'\\036'}" >&3
  while read -r _; do :; done
}
cd() { :; }
exec 3>&1 1>/dev/null
PATH=/nowhere
`;

/**
 * The commands of a script, in words as they would be run, without running one: the shell expands the script and
 * finds no program. What depends on the output of a command is not among them. Fails when the shell cannot read it.
 */
export async function commandsIn(owner: ChildOwner, script: string): Promise<string[][]> {
  const child = await startChild(owner, 'bash', ['--norc', '-c', `${recorder}${script}\nwait`], {
    cwd: temporaryFolder(owner),
    env: { NODE_TEST_CONTEXT: undefined },
  });
  const { code } = await child.exited;
  assert.equal(child.stderr.join('\n'), '', `the shell cannot read it (${code})`);
  return child.stdout.map((line) => line.replaceAll('\u001e', '\n').split('\u001f').slice(0, -1));
}

/** What the product is told by a command of a page; undefined when the command is another program. */
export function productArguments(words: readonly string[]): readonly string[] | undefined {
  const [program, first, ...rest] = words;
  if (program === 'npm' && first === 'start') return ['serve', ...(rest[0] === '--' ? rest.slice(1) : rest)];
  if (program !== 'node' || first !== 'bin/infragraph.mjs' || launcherVerbs.has(rest[0] ?? ''))
    return undefined;
  return rest;
}

/** Fails when the product would not understand a command line, or not take a setting on it. */
export async function assertUnderstood(argv: readonly string[]): Promise<void> {
  let understood = false;
  await readCommandLine(argv, async (_, input) => {
    loadProductConfig({ env: {}, options: settingsOf(input) });
    understood = true;
  });
  assert.ok(understood, argv.join(' '));
}
