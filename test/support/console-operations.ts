import { consoleApp, sourceFiles } from './source-tree.js';

/** An operation of the console, and the file it stands in. */
export interface ConsoleOperation {
  readonly path: string;
  readonly text: string;
}

/** Every operation the console sends, read out of its sources: they are made for browsers and are not loaded here. */
export function consoleOperations(): ConsoleOperation[] {
  return sourceFiles()
    .filter(({ path }) => path.startsWith(consoleApp))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/\/\* GraphQL \*\/ `([^`]*)`/g)].map(([, operation = '']) => ({
        path,
        text: operation,
      })),
    );
}
