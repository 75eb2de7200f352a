import { isDeepStrictEqual } from 'node:util';
import type { Answer } from './far-side-messages.js';
import type { FarSide } from './far-side-process.js';
import { processorSeconds } from './pinned.js';
import type { RunningContender } from './running-contender.js';
import { bodiesOf, type Shape } from './shapes.js';

/** A gateway may order the keys of a fetch by what came first; subgraphs then work once for each order. */
const mostUnrecorded = 0.1;

/** One contender at one shape: what it answers, and its figures of each round. */
export class Cell {
  /** Requests per second of the gateway's processor time, by round. */
  readonly rates: number[] = [];
  /** Of one request after the other, in ms. */
  latency = Number.NaN;

  constructor(
    private readonly farSide: FarSide,
    readonly running: RunningContender,
    readonly shape: Shape,
    /** One for each body. */
    readonly answers: readonly Answer[],
  ) {}

  /** Asks for so long and keeps nothing, so that code is compiled and every fetch is recorded. */
  async warmUp(ms: number, connections: number): Promise<void> {
    await this.load(ms, connections);
  }

  /** A slice of a round. Throws when an answer was wrong, or subgraphs had to work too often. */
  async round(ms: number, connections: number): Promise<void> {
    const { pid } = this.running;
    const before = processorSeconds(pid);
    const { requests, wrong, fetches, unrecorded } = await this.load(ms, connections);
    const seconds = processorSeconds(pid) - before;
    if (wrong > 0 || unrecorded > fetches * mostUnrecorded)
      throw new Error(
        `${this.running.contender.title}, ${this.shape.title}: of ${requests} answers ${wrong} were wrong; of ${fetches} fetches ${unrecorded} were new`,
      );
    this.rates.push(seconds > 0 ? requests / seconds : Number.NaN);
  }

  /** Asks one request after the other for so long. */
  async measureLatency(ms: number): Promise<void> {
    this.latency = (await this.load(ms, 1)).latencies.p50;
  }

  private load(ms: number, connections: number) {
    return this.farSide.tell(
      {
        kind: 'load',
        url: this.running.url,
        bodies: bodiesOf(this.shape),
        expected: this.answers.map(({ text }) => text),
        connections,
        ms,
      },
      'loaded',
    );
  }
}

/** How an answer stands to that of the reference. */
export type Agreement = 'same bytes' | 'same JSON' | 'differs';

/** Compares the answers to a shape's requests with those of the reference; a newline at the end, as Apollo Server's, is none of them. */
export function agreement(answers: readonly Answer[], expected: readonly Answer[]): Agreement {
  const places = expected.map((_, i) => [answers[i], expected[i]] as const);
  if (places.every(([own, other]) => own?.text.trimEnd() === other?.text.trimEnd())) return 'same bytes';
  const same = places.every(([own, other]) => isDeepStrictEqual(parsed(own), parsed(other)));
  return same ? 'same JSON' : 'differs';
}

function parsed(answer: Answer | undefined): unknown {
  try {
    return answer && JSON.parse(answer.text);
  } catch {
    return answer?.text;
  }
}
