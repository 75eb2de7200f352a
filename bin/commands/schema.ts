import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printSchema, type GraphQLSchema } from 'graphql';
import { apiSchemaOf } from '../../gateway/federation/federation.js';
import { readReleased, releasedPath, releasedText } from '../../schema/released.js';
import type { CommandInput } from '../command-input.js';
import { subgraphSdls, supergraphSdl } from '../graphs.js';
import { productVersion, projectRoot } from '../project.js';

/** `infragraph schema print [api|supergraph|NAME]`, `schema changes`, `schema release`. */
export async function schema(input: CommandInput): Promise<number> {
  const [action, what = 'api'] = input.args;
  if (action === 'changes') return tellChanges();
  if (action === 'release') return keepRelease();
  process.stdout.write(await sdlOf(what));
  return 0;
}

async function sdlOf(what: string): Promise<string> {
  if (what === 'supergraph') return supergraphSdl();
  if (what === 'api') return `${printSchema(await apiSchema())}\n`;
  const found = (await subgraphSdls()).find(({ name }) => name === what);
  if (!found) throw new Error(`There is no subgraph "${what}".`);
  return found.sdl;
}

/** Tells what has changed since the last release; ends with 1 when a breaking change is not in the changelog. */
async function tellChanges(): Promise<number> {
  // What compares schemas is a tool of developers, which the packed product does not have.
  const { schemaChanges, untold } = await import('../../schema/changes.js');
  const released = readReleased(await readFile(join(projectRoot, releasedPath), 'utf8'));
  const changes = await schemaChanges(released.schema, await apiSchema());
  const silent = untold(changes, await readFile(join(projectRoot, 'CHANGELOG.md'), 'utf8'));
  const harmless = changes.filter(({ effect }) => effect === 'harmless');
  for (const { effect, coordinate, message } of changes)
    if (effect !== 'harmless') process.stdout.write(`${effect}: ${coordinate}: ${message}\n`);
  process.stdout.write(`${harmless.length} harmless changes since ${released.version}.\n`);
  if (silent.length === 0) return 0;
  const names = silent.map(({ coordinate }) => `\`${coordinate}\``).join(', ');
  process.stderr.write(
    `Breaking, and not in the changelog: ${names}. Name each in an entry of "Unreleased" in CHANGELOG.md that begins with **breaking** and says how to move.\n`,
  );
  return 1;
}

async function keepRelease(): Promise<number> {
  const version = productVersion();
  await writeFile(join(projectRoot, releasedPath), releasedText(version, await apiSchema()));
  process.stdout.write(`Wrote ${releasedPath}, the API schema of release ${version}\n`);
  return 0;
}

async function apiSchema(): Promise<GraphQLSchema> {
  return apiSchemaOf(await supergraphSdl());
}
