import { backupCards } from './cards-backup.js';
import { computeCards } from './cards-compute.js';
import { storageCards } from './cards-storage.js';

/** The document that fetches one thing with its relations across the subgraphs, by the name of its type. */
export const cards: ReadonlyMap<string, string> = new Map(
  Object.entries({ ...storageCards, ...computeCards, ...backupCards }),
);
