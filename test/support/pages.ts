import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../bin/project.js';
import { readSource } from './source-tree.js';

/** A fenced block of a page. */
export interface PageBlock {
  /** First word behind the fence, such as `sh` or `json`. */
  readonly language: string;
  /** The rest of that line. */
  readonly info: string;
  readonly text: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
}

/** A page of the documentation; its path is relative to the checkout. */
export interface Page {
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly PageBlock[];
}

/** The pages at the top of the checkout and those in docs/. */
export function pages(): Page[] {
  const docs = existsSync(join(projectRoot, 'docs')) ? readdirSync(join(projectRoot, 'docs')) : [];
  return [...readdirSync(projectRoot), ...docs.map((name) => `docs/${name}`)]
    .filter((path) => path.endsWith('.md'))
    .sort()
    .map((path) => {
      const text = readSource(path);
      return { path, text, blocks: blocksOf(text) };
    });
}

/** The fenced blocks of a page, in order. Throws where a fence is not closed. */
export function blocksOf(page: string): PageBlock[] {
  const blocks: PageBlock[] = [];
  const lines = page.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const [, language, info = ''] = /^```(\S*)\s*(.*)$/.exec(lines[at] ?? '') ?? [];
    if (language === undefined) continue;
    const end = lines.indexOf('```', at + 1);
    if (end < 0) throw new Error(`The block that begins in line ${at + 1} does not end.`);
    blocks.push({ language, info, text: lines.slice(at + 1, end).join('\n'), line: at + 1 });
    at = end;
  }
  return blocks;
}

/**
 * The text of the block of a page that is called so, as in ```json name="message", for the test that proves it.
 * Throws unless there is exactly one.
 */
export function namedBlock(path: string, name: string): string {
  const [found, ...more] = blocksOf(readSource(path)).filter(({ info }) => info === `name="${name}"`);
  if (!found || more.length > 0) throw new Error(`The page ${path} has not one block called "${name}".`);
  return found.text;
}
