import { ConfigError } from '../../subgraphs/kernel/config/load.js';
import { verifyHop } from '../../subgraphs/kernel/identity/hop.js';
import { untilSignal } from '../../subgraphs/kernel/server/lifecycle.js';
import { listen } from '../../subgraphs/kernel/server/http-server.js';
import { createSubgraphServer } from '../../subgraphs/kernel/server/subgraph-server.js';
import { subgraphNames } from '../../subgraphs/main.js';
import { settingsOf, type CommandInput } from '../command-input.js';
import { loadProductConfig } from '../config-groups.js';
import { openProcess } from '../process.js';
import { leave } from './leave.js';
import { kernelMetrics, serveMetrics } from './metrics.js';

/** `infragraph subgraph NAME`: one subgraph behind its own server, for a gateway elsewhere. */
export async function subgraph(input: CommandInput): Promise<number> {
  const name = subgraphNames.find((known) => known === input.args[0]);
  if (!name) throw new Error(`There is no subgraph "${input.args[0] ?? ''}".`);
  const source = { env: process.env, options: settingsOf(input) };
  const config = loadProductConfig(source);
  const secrets = config.identity.hopSecrets;
  if (!secrets) throw new ConfigError(['INFRAGRAPH_HOP_SECRET must be set, the same as at the gateway']);

  const signalled = untilSignal();
  const { kernel, subgraphs, lifecycle } = await openProcess(config, source, {
    name: `infragraph-${name}`,
    subgraphs: [name],
    work: false,
  });
  try {
    const [opened] = subgraphs;
    if (!opened) throw new Error(`The subgraph ${name} did not open.`);
    const server = createSubgraphServer({
      subgraph: opened,
      log: kernel.log,
      tracing: kernel.tracing,
      ready: () => kernel.database.ping(),
      verifyHop: (hop) => verifyHop(secrets, hop, { audience: name }),
    });
    serveMetrics(server.app, {
      metrics: kernelMetrics(kernel),
      config,
      log: kernel.log,
      viewers: kernel.identity,
    });
    await lifecycle.add({ name: 'server', stop: () => server.close() });
    const address = await listen(server.app, config.server);
    process.stdout.write(
      `The subgraph ${name} is ready at ${address}/graphql (health: ${address}/health/ready)\n`,
    );
    for (const line of opened.listening?.() ?? []) process.stdout.write(`${line}\n`);
    await signalled;
    return 0;
  } finally {
    await leave(lifecycle);
  }
}
