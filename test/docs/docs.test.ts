import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';
import { projectRoot } from '../../bin/project.js';
import { pages, type Page, type PageBlock } from '../support/pages.js';
import { delfinSource, oneStorage } from '../storage/import/delfin-source.js';
import { openProduct } from '../support/product.js';
import { readSource, sourceFiles } from '../support/source-tree.js';
import { assertUnderstood, commandsIn, productArguments } from './dry-run.js';
import { PageRun, portsOf } from './page-run.js';

/**
 * What is not run here, since a run of the suite has done it or must not do it: getting and starting the
 * product, its checks and containers. A block of nothing else is left out, any other without these lines.
 */
const leftOut = /^\s*(git clone|cd infragraph|npm (start|test|ci)|npm run (check|emit|bench)|docker compose)/;

const everyPage = pages();
const testSources = sourceFiles()
  .filter(({ path }) => path.startsWith('test/'))
  .map(({ text }) => text);

suite('the documentation', () => {
  test('writes commands in blocks called sh, each run here or with a reason why not', () => {
    const wrong = everyPage.flatMap(({ path, blocks }) =>
      blocks
        .filter(
          ({ language, info }) =>
            ['bash', 'shell', 'console', 'zsh'].includes(language) ||
            (language === 'sh' && !/^(|background|input="[^"]+"|no-run reason="[^"]+")$/.test(info)),
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

  for (const { path, blocks } of everyPage) {
    const unrun = blocks.flatMap((block) => unrunPart(block));
    if (unrun.length === 0) continue;
    test(`has the product understand what is not run of the page ${path}`, async (t) => {
      for (const { line, text } of unrun)
        await t.test(`line ${line}`, async () => {
          const commands = await commandsIn(t, text);
          assert.ok(commands.length > 0, text);
          for (const argv of commands.map(productArguments)) if (argv) await assertUnderstood(argv);
        });
    });
  }

  for (const page of everyPage.filter((some) => commandsOf(some).length > 0))
    test(`does what it says on the page ${page.path}`, async (t) => {
      const running = commandsOf(page).filter(({ block }) => !block.info.startsWith('no-run'));
      assert.ok(running.length > 0, `${page.path} has commands, and none of them is run`);
      const product = await openProduct(t, {
        settings: { 'orchestrator-port': '0', 'freezer-port': '0', 'delfin-port': '0' },
      });
      const run = await PageRun.open(t, {
        ports: portsOf(product),
        delfin: await delfinSource(t, 'embedded', oneStorage()),
      });

      for (const { block, expected } of running)
        await t.test(`line ${block.line}`, () =>
          block.info === 'background' ? run.runBeside(block, expected) : run.run(block, expected),
        );
      run.assertBesideIsWell();
    });
});

interface Command {
  readonly block: PageBlock;
  /** The `json` or `text` block right behind it. */
  readonly expected: PageBlock | undefined;
}

/**
 * Whether a block is held by a test: commands are run here, or read and understood, GraphQL is validated by
 * test/schema/operations.test.ts, output behind a command that runs is compared, a part of a file (`from="…"`) is in
 * that file, which a test runs, and a block with a name is asked for by a test. A drawing is none of these.
 */
function isProved(path: string, { language, info, text }: PageBlock, before: PageBlock | undefined): boolean {
  if (language === 'text' && info === 'drawing') return true;
  if (language === 'sh' || language === 'graphql') return true;
  const [, name] = /^name="([^"]+)"$/.exec(info) ?? [];
  if (name !== undefined)
    return testSources.some((text) => text.includes(`namedBlock('${path}', '${name}')`));
  const [, from] = /^from="([^"]+)"$/.exec(info) ?? [];
  if (from !== undefined) return readSource(join(dirname(path), from)).includes(text);
  return (
    ['json', 'text'].includes(language) && before?.language === 'sh' && !before.info.startsWith('no-run')
  );
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

/** What of a block of commands is not run here: all of it, or the lines that are left out. */
function unrunPart(block: PageBlock): PageBlock[] {
  if (block.language !== 'sh') return [];
  if (block.info.startsWith('no-run')) return [block];
  const text = block.text
    .split('\n')
    .filter((line) => leftOut.test(line) && !/^\s*cd /.test(line))
    .join('\n');
  return text === '' ? [] : [{ ...block, text }];
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
