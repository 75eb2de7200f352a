import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** So many files share a process: few enough that the last process does not keep the run waiting. */
const GROUP = 8;

/**
 * What tests of these folders do to the process they run in, or ask of the machine, would disturb others in it; those of
 * the schema want no type of anybody else in the one store that type-graphql has for a process.
 */
const ALONE = /^dist\/test\/(bench|bin|schema|support)\//;

/** What takes longest begins first, so that nothing of it is left when all else has ended. */
const LONGEST = [/^dist\/test\/fuzz\//, /^dist\/test\/(bin|docs)\//, /^dist\/test\/(bench|journeys)\//];

/**
 * Starts Node's runner on processes that run many files each. A file is loaded when the one before it has ended, and
 * is a suite by its name, so that its hooks are its own. Loading the product once for all of them takes most of the
 * time away that a process for every file costs.
 *
 * @template T
 * @param {string} root the project's folder
 * @param {readonly string[]} files the tests' compiled files, relative to `root`
 * @param {(entries: string[]) => Promise<T>} run is given what the runner shall start
 * @returns {Promise<T>} what `run` came to; the groups are gone then
 */
export async function inGroups(root, files, run) {
  const folder = mkdtempSync(join(tmpdir(), 'infragraph-test-groups-'));
  try {
    return await run(entries(root, files, folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} root
 * @param {readonly string[]} files
 * @param {string} folder
 */
function entries(root, files, folder) {
  const ranks = [...LONGEST, /./].map((folders, rank) => ({ folders, rank }));
  const ranked = Map.groupBy(files, (file) => ranks.find(({ folders }) => folders.test(file))?.rank ?? 0);
  const groups = [...ranked].sort(([a], [b]) => a - b).flatMap(([, some]) => groupsOf(some));
  // The runner goes by name.
  const digits = String(groups.length).length;
  return groups.map((group, index) => {
    const entry = join(folder, `${String(index).padStart(digits, '0')}.test.mjs`);
    writeFileSync(entry, entryOf(root, group));
    return entry;
  });
}

/**
 * @param {readonly string[]} files
 * @returns {(readonly string[])[]}
 */
function groupsOf(files) {
  const alone = files.filter((file) => ALONE.test(file));
  const together = files.filter((file) => !ALONE.test(file));
  const count = Math.ceil(together.length / GROUP);
  const groups = Array.from({ length: count }, (_, index) =>
    together.slice(index * GROUP, (index + 1) * GROUP),
  );
  return [...groups, ...alone.map((file) => [file])];
}

/**
 * @param {string} root
 * @param {readonly string[]} files
 */
function entryOf(root, files) {
  const suites = files.map((file) => {
    const name = file.replace(/^dist\//, '').replace(/\.js$/, '.ts');
    const url = pathToFileURL(join(root, file)).href;
    return `await describe(${JSON.stringify(name)}, () => import(${JSON.stringify(url)}));`;
  });
  return `import { describe } from 'node:test';\n${suites.join('\n')}\n`;
}
