import { ConfigError } from '../../subgraphs/kernel/config/load.js';
import { verifyHop } from '../../subgraphs/kernel/identity/hop.js';
import { untilSignal } from '../../subgraphs/kernel/server/lifecycle.js';
import { createSubgraphServer } from '../../subgraphs/kernel/server/subgraph-server.js';
import { subgraphNames } from '../../subgraphs/main.js';
import { settingsOf, type CommandInput } from '../command-input.js';
import { loadProductConfig } from '../config-groups.js';
import { openProcess } from '../process.js';

/** `infragraph subgraph NAME`: one subgraph behind its own server, for a gateway elsewhere. */
export async function subgraph(input: CommandInput): Promise<number> {
  const name = subgraphNames.find((known) => known === input.args[0]);
  if (!name)
    throw new ConfigError([
      `"${input.args[0] ?? ''}" is not a subgraph; there are ${subgraphNames.join(', ')}`,
    ]);
  const source = { env: process.env, options: settingsOf(input) };
  const config = loadProductConfig(source);
  const secrets = config.identity.hopSecrets;
  if (!secrets) throw new ConfigError(['INFRAGRAPH_HOP_SECRET must be set, the same as at the gateway']);

  const { kernel, subgraphs, lifecycle } = await openProcess(config, source, {
    subgraphs: [name],
    work: false,
  });
  try {
    const [opened] = subgraphs;
    if (!opened) throw new Error(`The subgraph ${name} did not open.`);
    const server = createSubgraphServer({
      subgraph: opened,
      log: kernel.log,
      ready: () => kernel.database.ping(),
      verifyHop: (hop) => verifyHop(secrets, hop, { audience: name }),
    });
    await lifecycle.add({ name: 'server', stop: () => server.close() });
    const address = await server.app.listen({ host: config.server.host, port: config.server.port });
    process.stdout.write(
      `The subgraph ${name} is ready at ${address}/graphql (health: ${address}/health/ready)\n`,
    );
    await untilSignal();
    return 0;
  } finally {
    await lifecycle.stop();
  }
}
