import { printSchema } from 'graphql';
import { apiSchemaOf } from '../../gateway/federation/federation.js';
import type { CommandInput } from '../command-input.js';
import { subgraphSdls, supergraphSdl } from '../graphs.js';

/** `infragraph schema print [api|supergraph|NAME]`. */
export async function schema(input: CommandInput): Promise<number> {
  const [, what = 'api'] = input.args;
  process.stdout.write(await sdlOf(what));
  return 0;
}

async function sdlOf(what: string): Promise<string> {
  if (what === 'supergraph') return supergraphSdl();
  if (what === 'api') return `${printSchema(apiSchemaOf(await supergraphSdl()))}\n`;
  const found = (await subgraphSdls()).find(({ name }) => name === what);
  if (!found) throw new Error(`There is no subgraph "${what}".`);
  return found.sdl;
}
