import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { LaunchFailure } from './launch-failure.mjs';
import { runTool } from './run-command.mjs';
import { listFiles } from './sources.mjs';
import { quickTemporaryFolder } from './temporary-folder.mjs';
import { inGroups } from './test-groups.mjs';

/** Three processes at a time: most start a database, and wait for it or for a process now and then; ten minutes are a hang, not a slow machine. */
const RUNNER = ['--test', '--test-reporter=spec', '--test-concurrency=3', '--test-timeout=600000'];

/**
 * Runs the compiled tests in Node's own runner, whose report goes to stdout unchanged.
 *
 * @param {string} root the project's folder, built
 * @param {readonly string[]} args parts of file names, of which one must match; options (`--test-name-pattern=…`)
 *   go to the runner
 * @returns {Promise<number>} the runner's exit code; fails when no file matches
 */
export async function runTests(root, args) {
  const options = args.filter((argument) => argument.startsWith('-'));
  const files = selectTests(
    root,
    args.filter((argument) => !argument.startsWith('-')),
  );
  const quick = quickTemporaryFolder();
  if (quick !== undefined) process.env['TMPDIR'] = quick;
  await prepare(root, files.length);
  const run = (/** @type {readonly string[]} */ entries) =>
    runTool([...RUNNER, ...options, ...entries], { cwd: root });
  // Options choose tests by what a file holds, which the runner does not know of a group before it is loaded.
  return options.length > 0 ? run(files) : inGroups(root, files, run);
}

/**
 * @param {string} root
 * @param {readonly string[]} patterns
 */
function selectTests(root, patterns) {
  const all = listFiles(root, 'dist/test').filter((file) => file.endsWith('.test.js'));
  const parts = patterns.map((pattern) =>
    pattern.replace(/^(\.\/)?(dist\/)?/, '').replace(/\.(ts|js)$/, '.'),
  );
  const chosen = parts.length === 0 ? all : all.filter((file) => parts.some((part) => file.includes(part)));
  if (chosen.length === 0)
    throw new LaunchFailure(`no test file matches ${patterns.join(', ') || 'test/**/*.test.ts'}`);
  return chosen;
}

/**
 * Lets the suite find or install its optional parts (a PostgreSQL server) once, before any file runs, and make what
 * many files share.
 *
 * @param {string} root
 * @param {number} files how many will run
 */
async function prepare(root, files) {
  const file = join(root, 'dist', 'test', 'support', 'prepare.js');
  if (!existsSync(file)) return;
  const support = await import(pathToFileURL(file).href);
  await support.prepare({ files });
}
