import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';
import { projectRoot } from '../../bin/project.js';
import { pages, type Page, type PageBlock } from '../support/pages.js';
import { openProduct } from '../support/product.js';
import { readSource } from '../support/source-tree.js';
import { PageRun, portsOf } from './page-run.js';

/**
 * What is not run here, since a run of the suite has done it or must not do it: getting and starting the
 * product, its checks and containers. A block of nothing else is left out, any other without these lines.
 */
const leftOut = /^\s*(git clone|cd infragraph|npm (start|test|ci)|npm run (check|emit|bench)|docker compose)/;

const everyPage = pages();

suite('the documentation', () => {
  test('writes commands in blocks called sh, each run here or with a reason why not', () => {
    const wrong = everyPage.flatMap(({ path, blocks }) =>
      blocks
        .filter(
          ({ language, info }) =>
            ['bash', 'shell', 'console', 'zsh'].includes(language) ||
            (language === 'sh' && !/^(|background|no-run reason="[^"]+")$/.test(info)),
        )
        .map(({ line }) => `${path}:${line}`),
    );

    assert.deepEqual(wrong, []);
  });

  test('shows nothing that is neither run, compared, checked against the schema or a file that runs, nor excused', () => {
    const unproved = everyPage.flatMap(({ path, blocks }) =>
      blocks
        .filter((block, at) => !isProved(path, block, blocks[at - 1]))
        .map(({ line }) => `${path}:${line}`),
    );

    assert.deepEqual(unproved, []);
  });

  test('links to places within pages that are there', () => {
    const headings = new Map(everyPage.map(({ path, text }) => [path, anchorsOf(text)]));
    const broken = everyPage.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\(([^)\s#]*)#([^)\s]+)\)/g)]
        .filter(([, target = '']) => !/^[a-z]+:/.test(target))
        .map(([, target = '', anchor = '']) => ({
          anchor,
          page: target === '' ? path : join(dirname(path), target),
        }))
        .filter(({ page, anchor }) => !headings.get(page)?.has(anchor))
        .map(({ page, anchor }) => `${path} → ${page}#${anchor}`),
    );

    assert.deepEqual(broken, []);
  });

  test('links to files that are there', () => {
    const broken = everyPage.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target = '']) => target.replace(/#.*/, ''))
        .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
        .filter((target) => !existsSync(join(projectRoot, dirname(path), target)))
        .map((target) => `${path} → ${target}`),
    );

    assert.deepEqual(broken, []);
  });

  for (const page of everyPage.filter((some) => commandsOf(some).length > 0))
    test(`does what it says on the page ${page.path}`, async (t) => {
      const running = commandsOf(page).filter(({ block }) => !block.info.startsWith('no-run'));
      assert.ok(running.length > 0, `${page.path} has commands, and none of them is run`);
      const product = await openProduct(t, {
        settings: { 'orchestrator-port': '0', 'freezer-port': '0', 'delfin-port': '0' },
      });
      const run = await PageRun.open(t, portsOf(product));

      for (const { block, expected } of running)
        await t.test(`line ${block.line}`, () =>
          block.info === 'background' ? run.runBeside(block, expected) : run.run(block, expected),
        );
    });
});

interface Command {
  readonly block: PageBlock;
  /** The `json` or `text` block right behind it. */
  readonly expected: PageBlock | undefined;
}

/**
 * Whether a block is held by a test: commands are run here or say why not, GraphQL is validated by
 * test/schema/operations.test.ts, output behind a command that runs is compared, TypeScript stands in a file that
 * test/docs/examples.test.ts builds and runs. Anything else gives its reason: `unchecked reason="…"`.
 */
function isProved(path: string, { language, info, text }: PageBlock, before: PageBlock | undefined): boolean {
  if (/^unchecked reason="[^"]+"$/.test(info)) return true;
  if (language === 'sh' || language === 'graphql') return true;
  if (language === 'json' || language === 'text')
    return before?.language === 'sh' && !before.info.startsWith('no-run');
  const [, from] = /^from="([^"]+)"$/.exec(info) ?? [];
  return from !== undefined && readSource(join(dirname(path), from)).includes(text);
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(text: string): ReadonlySet<string> {
  return new Set(
    [...text.matchAll(/^#+ +(.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** The blocks of a page with something to run in them. */
function commandsOf({ blocks }: Page): Command[] {
  return blocks.flatMap((block, at) => {
    const lines = block.text.split('\n').filter((line) => !leftOut.test(line));
    if (block.language !== 'sh' || lines.every((line) => /^\s*(#|$)/.test(line))) return [];
    const next = blocks[at + 1];
    const expected = next && ['json', 'text'].includes(next.language) ? next : undefined;
    return [{ block: { ...block, text: lines.join('\n') }, expected }];
  });
}
