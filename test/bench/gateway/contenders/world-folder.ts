import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { worldFiles, type PlacedSubgraph } from '../contender.js';

/** What a contender is started with: the folder of the world, and which of its variants it is to be. */
const [, , folder = '.', given] = process.argv;

/** The variant of the contender; undefined for its plain self. */
export const variant: string | undefined = given;

/** Path of the supergraph. */
export const supergraphFile = join(folder, worldFiles.supergraph);

/** The supergraph, with the URL of each subgraph. */
export function supergraphSdl(): string {
  return readFileSync(supergraphFile, 'utf8');
}

/** The subgraphs, with their SDL as they were written. */
export function placedSubgraphs(): PlacedSubgraph[] {
  return JSON.parse(readFileSync(join(folder, worldFiles.subgraphs), 'utf8')) as PlacedSubgraph[];
}

/** Tells the benchmark where to ask. */
export function listensAt(url: string): void {
  process.stdout.write(`listens at ${url}\n`);
}
