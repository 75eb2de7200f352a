import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { projectRoot } from '../../bin/project.js';

/** One source file of the project; its path is relative to the checkout, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
}

/** One import of another source file. */
export interface SourceImport {
  readonly from: string;
  readonly to: string;
  /** Whether it happens when it is called for (`import(…)`), not when the file is loaded. */
  readonly lazy: boolean;
}

/** Folders that hold source files. */
export const sourceFolders = ['schema', 'subgraphs', 'gateway', 'bin', 'test'] as const;

const leftOut = new Set(['node_modules', 'dist', '.git', '.data', 'generated']);

/** Names inside a folder of the checkout, sorted; what is installed, built or left behind is not among them. */
export function entriesOf(folder: string): { readonly folders: string[]; readonly files: string[] } {
  const entries = readdirSync(join(projectRoot, folder), { withFileTypes: true }).filter(
    ({ name }) => !leftOut.has(name),
  );
  const names = (folders: boolean): string[] =>
    entries
      .filter((entry) => entry.isDirectory() === folders)
      .map(({ name }) => name)
      .sort();
  return { folders: names(true), files: names(false) };
}

/** Every folder below and including `folder`. */
export function foldersBelow(folder: string): string[] {
  return [folder, ...entriesOf(folder).folders.flatMap((name) => foldersBelow(posix.join(folder, name)))];
}

/** Every file below `folder`. */
export function filesBelow(folder: string): string[] {
  return foldersBelow(folder).flatMap((inner) =>
    entriesOf(inner).files.map((name) => posix.join(inner, name)),
  );
}

/** Text of a file of the checkout. */
export function readSource(path: string): string {
  return readFileSync(join(projectRoot, path), 'utf8');
}

/** Every TypeScript and JavaScript source. */
export function sourceFiles(): SourceFile[] {
  return sourceFolders
    .flatMap(filesBelow)
    .filter((path) => /\.(tsx?|mjs)$/.test(path) && !path.endsWith('.d.ts'))
    .map((path) => {
      const text = readSource(path);
      return { path, text, lines: text.split('\n').length - 1 };
    });
}

const importing =
  /^[ \t]*(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]\s*\)/gm;

/**
 * Imports of other source files in `text`, which stands for the file `path`; those of types are among
 * them. Specifiers that lead to no known file, such as in the text of a sample project, are left out.
 */
export function importsOf(path: string, text: string, known: ReadonlySet<string>): SourceImport[] {
  return [...text.matchAll(importing)].flatMap(([, fixed, called]) => {
    const named = posix.join(posix.dirname(path), fixed ?? called ?? '');
    const targets = [named, named.replace(/\.js$/, '.ts'), named.replace(/\.js$/, '.tsx')];
    const target = targets.find((one) => known.has(one));
    return target === undefined ? [] : [{ from: path, to: target, lazy: called !== undefined }];
  });
}

/** The console's own sources, which a bundler reads and not the compiler. */
export const consoleApp = 'gateway/console/app/';

/** Compiled text of a TypeScript source, in which imports of types alone are gone. */
export function compiledText(path: string): string {
  if (path.startsWith(consoleApp)) return readSource(path).replaceAll(/^import type [^;]*;$/gm, '');
  return readSource(posix.join('dist', path.replace(/\.ts$/, '.js')));
}
