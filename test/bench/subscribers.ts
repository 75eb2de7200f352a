import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { waitFor } from '../support/wait-for.js';
import { percentile } from './paced-requests.js';
import { ratio, spread, type Spread } from './report.js';
import {
  targets,
  type ClientAnswer,
  type ClientCommand,
  type ServerAnswer,
  type ServerCommand,
  type Target,
} from './subscriber-messages.js';

const mostFanOut = 1000;
const eventsPerRound = 320;
const pacedEvents = 20;
/** An event a second reaches ten thousand also on a machine that is busy with other things. */
const pacedMsPerSubscriber = 0.1;
const leastPacedMs = 50;
/** How long connections take to be gone for good. */
const farewellMs = 5000;
const stalledReaders = 100;
const fewestRounds = 3;

/** What subscribers cost one process of the gateway. */
export interface SubscribersReport {
  readonly subscribers: number;
  /** How many of them deliveries are counted to. */
  readonly fanOut: number;
  readonly connectMs: number;
  /** Bytes of resident memory they take. */
  readonly memory: number;
  /** Milliseconds from an event to a subscriber, of all of them. */
  readonly p50: number;
  readonly p99: number;
  /** The same, and used memory in bytes that was added, while some subscribers read nothing. */
  readonly stalled: {
    readonly readers: number;
    readonly seconds: number;
    readonly p99: number;
    readonly memory: number;
  };
  /** Bytes of used memory left over when all have gone. */
  readonly left: number;
  /** Deliveries in a second of processor time, to subscribers of the same. */
  readonly deliveries: Readonly<Record<Target, Spread>>;
  /** Those of the gateway as a part of a bare broadcast's, compared round by round. */
  readonly ofBare: Readonly<Record<'joined' | 'single', Spread>>;
  readonly rounds: number;
}

/** Measures subscribers over WebSocket on the gateway alone, with nothing behind it that takes time. */
export async function measureSubscribers(subscribers: number, seconds: number): Promise<SubscribersReport> {
  const server = await Peer.open<ServerCommand, ServerAnswer>('./subscriber-server.js');
  const fanOut = Math.min(subscribers, mostFanOut);
  const clients = await Peer.open<ClientCommand, ClientAnswer>('./subscriber-clients.js');
  try {
    if (server.first.kind !== 'open') throw new Error('The servers did not open.');
    const run = new SubscribersRun(server, clients, server.first.ports);
    const crowd = await run.crowd(subscribers, seconds / 2);
    return { subscribers, fanOut, ...crowd, ...(await run.rates(fanOut, (seconds * 1000) / 2)) };
  } finally {
    await clients.close();
    await server.close();
  }
}

class SubscribersRun {
  constructor(
    private readonly server: Peer<ServerCommand, ServerAnswer>,
    private readonly clients: Peer<ClientCommand, ClientAnswer>,
    private readonly ports: Readonly<Record<Target, number>>,
  ) {}

  /** Rates of all targets by turns. */
  async rates(
    fanOut: number,
    ms: number,
  ): Promise<Pick<SubscribersReport, 'deliveries' | 'ofBare' | 'rounds'>> {
    const rates: Record<Target, number[]> = { joined: [], single: [], bare: [] };
    for (const target of targets) {
      await this.connect(target, fanOut);
      await this.rate(target, fanOut);
    }
    const until = performance.now() + ms;
    do for (const target of targets) rates[target].push(await this.rate(target, fanOut));
    while (performance.now() < until || rates.bare.length < fewestRounds);
    for (const target of targets) await this.clients.ask({ kind: 'close', target });
    const ofBare = (target: 'joined' | 'single'): Spread =>
      spread(rates[target].map((rate, round) => rate / (rates.bare[round] ?? Number.NaN)));
    return {
      deliveries: { joined: spread(rates.joined), single: spread(rates.single), bare: spread(rates.bare) },
      ofBare: { joined: ofBare('joined'), single: ofBare('single') },
      rounds: rates.bare.length,
    };
  }

  /** Many subscribers at once: memory, time to connect, how late events are, with and without some that do not read. */
  async crowd(
    subscribers: number,
    seconds: number,
  ): Promise<Omit<SubscribersReport, 'subscribers' | 'fanOut' | 'deliveries' | 'ofBare' | 'rounds'>> {
    const empty = await this.figures(true);
    const connectMs = await this.connect('joined', subscribers);
    const full = await this.figures(true);
    const everyMs = Math.max(leastPacedMs, subscribers * pacedMsPerSubscriber);
    const all = await this.paced(pacedEvents, everyMs);
    await this.clients.ask({
      kind: 'stall',
      target: 'joined',
      count: Math.min(stalledReaders, subscribers / 2),
    });
    const before = await this.figures(true);
    const others = await this.paced(Math.max(pacedEvents, Math.round((seconds * 1000) / everyMs)), everyMs);
    const after = await this.figures(true);
    await this.clients.ask({ kind: 'close', target: 'joined' });
    await delay(farewellMs);
    return {
      connectMs,
      memory: full.rss - empty.rss,
      p50: percentile(all, 0.5),
      p99: percentile(all, 0.99),
      stalled: {
        readers: stalledReaders,
        seconds,
        p99: percentile(others, 0.99),
        memory: after.used - before.used,
      },
      left: (await this.figures(true)).used - empty.used,
    };
  }

  private async rate(target: Target, fanOut: number): Promise<number> {
    const before = await this.figures(false);
    await this.server.ask({ kind: 'publish', target, events: eventsPerRound, everyMs: 0 });
    await this.arrived(target, eventsPerRound);
    const { cpuMs } = await this.figures(false);
    return (fanOut * eventsPerRound) / ((cpuMs - before.cpuMs) / 1000);
  }

  private async paced(events: number, everyMs: number): Promise<readonly number[]> {
    const published = this.server.ask({ kind: 'publish', target: 'joined', events, everyMs });
    const latencies = await this.arrived('joined', events);
    await published;
    return latencies;
  }

  private async arrived(target: Target, events: number): Promise<readonly number[]> {
    const told = await this.clients.ask({ kind: 'expect', target, events });
    if (told.kind !== 'arrived') throw new Error('The clients did not wait.');
    if (told.ended.length > 0)
      throw new Error(`${told.ended.length} subscribers (${target}) were lost, with code ${told.ended[0]}.`);
    return told.latencies;
  }

  private async connect(target: Target, count: number): Promise<number> {
    const told = await this.clients.ask({ kind: 'connect', target, port: this.ports[target], count });
    if (told.kind !== 'connected') throw new Error('The clients did not connect.');
    return told.ms;
  }

  private async figures(
    afterGarbage: boolean,
  ): Promise<{ readonly rss: number; readonly used: number; readonly cpuMs: number }> {
    const told = await this.server.ask({ kind: 'figures', afterGarbage });
    if (told.kind !== 'figures') throw new Error('The server gave no figures.');
    return told;
  }
}

/** A process that answers each command once. */
class Peer<C extends object, A extends object> {
  private constructor(
    private readonly child: ChildProcess,
    readonly first: A,
  ) {}

  static async open<C extends object, A extends object>(file: string): Promise<Peer<C, A>> {
    const child = fork(fileURLToPath(new URL(file, import.meta.url)), [], { stdio: 'inherit' });
    const [first] = (await once(child, 'message')) as [A];
    return new Peer<C, A>(child, first);
  }

  async ask(command: C): Promise<A> {
    const { promise, resolve, reject } = Promise.withResolvers<A>();
    const ended = (): void => reject(new Error('A process of the benchmark ended.'));
    this.child.once('message', resolve);
    this.child.once('exit', ended);
    this.child.send(command);
    try {
      return await promise;
    } finally {
      this.child.off('message', resolve);
      this.child.off('exit', ended);
    }
  }

  async close(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    await waitFor('the process to end', () => this.child.exitCode !== null || this.child.signalCode !== null);
  }
}

/** The report as text. */
export function subscribersTable(report: SubscribersReport): string {
  const { subscribers, fanOut, connectMs, memory, p50, p99, stalled, left, deliveries, ofBare, rounds } =
    report;
  const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
  const rate = ({ median }: Spread): string => Math.round(median).toLocaleString('en');
  return [
    `${subscribers} subscribers: connected in ${(connectMs / 1000).toFixed(1)} s, ${mb(memory)}, ${mb(left)} left when gone; an event arrives after ${p50.toFixed(0)} ms, of a hundred 99 within ${p99.toFixed(0)} ms`,
    `beside ${stalled.readers} that read nothing for ${stalled.seconds.toFixed(0)} s: 99 of a hundred within ${stalled.p99.toFixed(0)} ms, ${mb(stalled.memory)} more`,
    `deliveries in a second of processor time to ${fanOut} subscribers, ${rounds} rounds: ${rate(deliveries.joined)} with writes joined, ${rate(deliveries.single)} without, ${rate(deliveries.bare)} by a bare broadcast`,
    `of a bare broadcast: ${ratio(ofBare.joined)} with writes joined, ${ratio(ofBare.single)} without`,
  ].join('\n');
}
