import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, suite, test } from 'node:test';
import { projectRoot } from '../../bin/project.js';
import { startChild, type ChildOwner } from '../support/child.js';
import { openProduct, type OpenProduct } from '../support/product.js';

const folder = join(projectRoot, 'docs/examples');

/** What each program prints against a fresh product. */
const printed: Readonly<Record<string, readonly string[]>> = {
  fetch: ['dummy-1 RUNNING', 'dummy-2 RUNNING', 'NOT_FOUND', 'SNAPSHOT 2 string'],
  urql: ['Small 128', 'Medium 512', '4', 'SNAPSHOT'],
  apollo: ['dummy-1 dummy-2', 'FINISHED'],
  relay: ['dummy-1 RUNNING', 'dummy-1'],
  // The last, since it starts a machine.
  live: [
    'what there is',
    'CREATED QUEUED',
    'STATE RUNNING',
    'STEP RUNNING',
    'STEP RUNNING',
    'STATE FINISHED',
  ],
};

/** The launcher's own modules: they run from the sources, not from dist. */
async function launcher(name: string): Promise<Record<string, (...args: string[]) => unknown>> {
  return (await import(pathToFileURL(join(projectRoot, 'bin/launcher', name)).href)) as never;
}

suite('the examples for frontend clients', { timeout: 300_000 }, () => {
  let product: OpenProduct;
  const works: (() => Promise<void>)[] = [];
  const owner: ChildOwner = { after: (work) => void works.unshift(work) };
  const run = async (args: readonly string[]): Promise<readonly string[]> => {
    const env = { INFRAGRAPH_URL: product.url, NODE_TEST_CONTEXT: undefined };
    const child = await startChild(owner, process.execPath, args, { cwd: folder, env });
    const { code } = await child.exited;
    assert.equal(code, 0, `${args.join(' ')} ended with ${code}:\n${child.lines.slice(-60).join('\n')}`);
    return child.stdout;
  };

  before(async () => {
    const { ensureInstalled } = await launcher('install.mjs');
    await ensureInstalled?.(folder, 'installing the clients of the examples');
    product = await openProduct(owner);
    const { findNpmCli } = await launcher('npm-cli.mjs');
    // Fetches the schema, generates, checks types and documents, bundles.
    await run([String(findNpmCli?.()), 'run', 'build']);
  });
  after(async () => {
    for (const work of works) await work();
  });

  for (const [name, lines] of Object.entries(printed))
    test(`show what ${name} does`, { timeout: 60_000 }, async () => {
      assert.deepEqual(await run([`generated/built/${name}.js`]), lines);
    });
});
