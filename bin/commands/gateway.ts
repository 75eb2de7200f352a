import { subgraphPlaces } from '../../gateway/federation/supergraph/places.js';
import { subgraphNames } from '../../subgraphs/main.js';
import { settingsOf, type CommandInput } from '../command-input.js';
import { loadProductConfig } from '../config-groups.js';
import { readSupergraphFile } from './supergraph-sdl.js';

/**
 * `infragraph gateway`: the gateway over subgraphs that all run elsewhere. Over a supergraph with none of ours it
 * needs no database, unless one is set for the accounts that are to use it.
 */
export async function gateway(input: CommandInput): Promise<number> {
  const config = loadProductConfig({ env: process.env, options: settingsOf(input) });
  const places = subgraphPlaces(await readSupergraphFile(config.gateway.supergraph));
  const hasOurs = places.some(({ name }) => subgraphNames.some((known) => known === name));
  if (hasOurs || config.kernel.databaseUrl !== undefined)
    return (await import('./serve.js')).gatewayOnly(input);
  return (await import('./foreign-gateway.js')).foreignGateway(input);
}
