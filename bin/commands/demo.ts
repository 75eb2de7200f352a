import { settingsOf, type CommandInput } from '../command-input.js';
import { loadProductConfig } from '../config-groups.js';
import { DemoGraph, DemoRefusal } from '../demo/demo-graph.js';
import { removeWorld } from '../demo/demo-world.js';

/** `infragraph demo remove`: takes the made-up world out of a running server, through its graph. */
export async function demo(input: CommandInput): Promise<number> {
  const { client, server } = loadProductConfig({ env: process.env, options: settingsOf(input) });
  const url = input.options['url'] ?? `http://127.0.0.1:${server.port}/graphql`;
  const ending = new AbortController();
  try {
    const removed = await removeWorld(new DemoGraph(url, client.token, ending.signal));
    const told = Object.entries(removed).map(([what, count]) => `${count} ${what}`);
    process.stdout.write(`Removed the demo: ${told.join(', ')}.\n`);
    return 0;
  } catch (error) {
    if (error instanceof DemoRefusal) process.stderr.write(`${error.message}\n`);
    else if (error instanceof TypeError)
      process.stderr.write('The server cannot be reached. Is it running, and is the URL right?\n');
    else throw error;
    return 1;
  }
}
