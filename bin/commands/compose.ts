import { readFile } from 'node:fs/promises';
import { composeSupergraph, type SubgraphSdl } from '../../schema/compose.js';
import { ConfigError } from '../../subgraphs/kernel/config/load.js';
import { StartFailure } from '../../subgraphs/kernel/errors/start-failure.js';
import { parseSubgraphUrls } from '../../gateway/config.js';
import { settingsOf, type CommandInput } from '../command-input.js';
import { loadProductConfig } from '../config-groups.js';
import { subgraphSdls } from '../graphs.js';

/**
 * `infragraph compose NAME=FILE,…`: the supergraph of our subgraphs and those, on standard output. URLs are those of
 * `--subgraph-urls`; a subgraph without one gets it from the settings of whoever serves the supergraph.
 */
export async function compose(input: CommandInput): Promise<number> {
  const { gateway } = loadProductConfig({ env: process.env, options: settingsOf(input) });
  const urls = parseSubgraphUrls(gateway.subgraphUrls);
  const others = await Promise.all((input.args[0] ?? '').split(',').map((pair) => readPair(pair.trim())));
  const ours = input.flags.has('alone') ? [] : await subgraphSdls();
  try {
    process.stdout.write(
      composeSupergraph(
        [...ours, ...others].map((subgraph) => ({ ...subgraph, url: urls.get(subgraph.name) })),
      ),
    );
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

async function readPair(pair: string): Promise<SubgraphSdl> {
  const mark = pair.indexOf('=');
  if (mark < 1 || mark === pair.length - 1)
    throw new ConfigError([
      `the schemas must be name=file pairs such as inventory=inventory.graphql, not "${pair}"`,
    ]);
  const [name, file] = [pair.slice(0, mark), pair.slice(mark + 1)];
  try {
    return { name, sdl: await readFile(file, 'utf8') };
  } catch (cause) {
    throw new StartFailure(`The schema ${file} of the subgraph ${name} cannot be read.`, { cause });
  }
}
