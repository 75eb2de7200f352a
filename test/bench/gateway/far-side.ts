import { Asking } from './ask.js';
import type { Answer, FarSideAnswer, FarSideCommand } from './far-side-messages.js';
import { Replay } from './replay.js';

/**
 * The far side of the gateways, a process of its own on a core of its own: subgraphs that replay, and clients. It ends
 * when the benchmark closes the channel to it or is gone.
 */
const replay = new Replay();

async function handle(command: FarSideCommand): Promise<FarSideAnswer> {
  switch (command.kind) {
    case 'open':
      return { kind: 'opened', url: await replay.open() };
    case 'ask':
      return { kind: 'asked', answers: await askEach(command) };
    case 'load':
      return load(command);
  }
}

async function askEach(command: FarSideCommand & { readonly kind: 'ask' }): Promise<Answer[]> {
  const asking = new Asking(command, 1, []);
  const answers: Answer[] = [];
  for (const body of command.bodies) {
    const before = replay.requests;
    const { status, bytes } = await asking.once(body);
    answers.push({ status, text: bytes.toString(), subgraphRequests: replay.requests - before });
  }
  await asking.close();
  return answers;
}

async function load(command: FarSideCommand & { readonly kind: 'load' }): Promise<FarSideAnswer> {
  const asking = new Asking(command, command.connections, command.expected);
  const before = { fetches: replay.requests, recorded: replay.recorded };
  await asking.during(command.ms);
  await asking.close();
  const sorted = asking.latencies.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN;
  return {
    kind: 'loaded',
    requests: sorted.length,
    latencies: { p50: at(0.5), p99: at(0.99) },
    wrong: asking.wrong,
    fetches: replay.requests - before.fetches,
    unrecorded: replay.recorded - before.recorded,
  };
}

process.on('message', (command: FarSideCommand) => {
  void handle(command)
    .catch((error: unknown): FarSideAnswer => ({
      kind: 'failed',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }))
    .then((answer) => process.send?.(answer));
});
// Ctrl-C reaches the whole group; the benchmark itself then says goodbye.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => {
  replay.close();
  process.exit();
});
