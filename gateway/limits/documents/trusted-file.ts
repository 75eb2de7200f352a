import { readFile } from 'node:fs/promises';
import { WatchedFile } from '../../../subgraphs/kernel/config/watched-file.js';
import { StartFailure } from '../../../subgraphs/kernel/errors/start-failure.js';
import type { Log } from '../../../subgraphs/kernel/log/log.js';
import type { LimitValues } from '../config.js';
import { readManifest, type Manifest } from './manifest.js';
import { PersistedQueries } from './persisted-queries.js';
import { RequestedDocuments } from './requested-documents.js';

/** The documents requests may name, and what keeps them up to date. */
export interface OpenDocuments {
  readonly documents: RequestedDocuments;
  /** Follows the manifest; undefined when there is none. */
  readonly file: WatchedFile | undefined;
}

/**
 * Opens the documents the settings name. A StartFailure when the manifest cannot be used, or when only trusted documents
 * are to be executed and there is no manifest.
 */
export async function openDocuments(
  { trustedDocuments: path, trustedMode: mode, persistedQueries }: LimitValues,
  log: Log,
): Promise<OpenDocuments> {
  const persisted = new PersistedQueries(persistedQueries);
  if (path === undefined || mode === 'off') {
    if (mode === 'only')
      throw new StartFailure(
        'INFRAGRAPH_TRUSTED_DOCUMENTS_MODE is "only" and there is no manifest: set INFRAGRAPH_TRUSTED_DOCUMENTS to its file.',
      );
    return { documents: new RequestedDocuments('off', persisted), file: undefined };
  }
  const documents = new RequestedDocuments(mode, persisted, startManifest(path, await textOf(path)));
  const file = new WatchedFile({
    path,
    log,
    title: 'The manifest of trusted documents',
    use: (text) => documents.replaceManifest(readManifest(text)),
  });
  return { documents, file };
}

function startManifest(path: string, text: string): Manifest {
  try {
    return readManifest(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartFailure(`The manifest of trusted documents ${path} cannot be used: ${reason}.`, { cause });
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new StartFailure(
      `The manifest of trusted documents ${path} cannot be read. Set INFRAGRAPH_TRUSTED_DOCUMENTS to a readable file.`,
      { cause },
    );
  }
}
