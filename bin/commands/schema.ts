import { printSchema } from 'graphql';
import { apiSchemaOf } from '../../gateway/federation/federation.js';
import { ConfigError } from '../../subgraphs/kernel/config/load.js';
import type { CommandInput } from '../command-input.js';
import { subgraphSdls, supergraphSdl } from '../graphs.js';

/** `infragraph schema print [api|supergraph|NAME]`. */
export async function schema(input: CommandInput): Promise<number> {
  const [action, what = 'api'] = input.args;
  if (action !== 'print')
    throw new ConfigError([`"${action ?? ''}" is not an action of schema; there is print`]);
  process.stdout.write(await sdlOf(what));
  return 0;
}

async function sdlOf(what: string): Promise<string> {
  if (what === 'supergraph') return supergraphSdl();
  if (what === 'api') return `${printSchema(apiSchemaOf(await supergraphSdl()))}\n`;
  const all = await subgraphSdls();
  const found = all.find(({ name }) => name === what);
  if (!found)
    throw new ConfigError([
      `"${what}" is not a schema; there are api, supergraph, ${all.map(({ name }) => name).join(', ')}`,
    ]);
  return found.sdl;
}
