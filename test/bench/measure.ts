import { requestsPerSecond } from './load.js';
import type { PreparedCase } from './messages.js';
import type { BenchServerProcess } from './server-process.js';

/** What is measured of a case: through the product, from a bare handler, its SQL alone. */
export const variants = ['product', 'bare', 'sql'] as const;

type Variant = (typeof variants)[number];

/** Requests per second of one case in every round; a case without SQL has none under `sql`. */
export type Series = Readonly<Record<Variant, readonly number[]>>;

const sliceMs = 250;
const fewestRounds = 3;

/**
 * Measures every case for about `seconds` in all, but at least three rounds. In each round each case is
 * measured in all variants one directly after the other, so that what else the machine does meets all alike.
 */
export async function measure(
  server: BenchServerProcess,
  seconds: number,
  onRound: (round: number) => void,
): Promise<Map<string, Series>> {
  const runs = server.cases.map((prepared) => new CaseRun(server, prepared));
  if (runs.length === 0) return new Map();
  const until = performance.now() + seconds * 1000;
  for (const run of runs) await run.warmUp();
  for (let round = 1; round <= fewestRounds || performance.now() < until; round++) {
    onRound(round);
    for (const run of runs) await run.round(round);
  }
  return new Map(runs.map((run) => [run.prepared.name, run.series]));
}

class CaseRun {
  readonly series = { product: [] as number[], bare: [] as number[], sql: [] as number[] };
  private readonly rates = new Map<Variant, number>();

  constructor(
    private readonly server: BenchServerProcess,
    readonly prepared: PreparedCase,
  ) {}

  /** Finds out how many requests fill a slice. */
  async warmUp(): Promise<void> {
    for (const variant of this.measured()) {
      this.rates.set(variant, await this.rate(variant, this.prepared.connections));
      this.rates.set(variant, await this.rate(variant, this.amount(variant)));
    }
  }

  /** Each round begins with another variant. */
  async round(number: number): Promise<void> {
    const measured = this.measured();
    for (let i = 0; i < measured.length; i++) {
      const variant = measured[(number + i) % measured.length] ?? 'product';
      const rate = await this.rate(variant, this.amount(variant));
      this.rates.set(variant, rate);
      this.series[variant].push(rate);
    }
  }

  private measured(): Variant[] {
    return variants.filter((variant) => variant !== 'sql' || this.prepared.statements > 0);
  }

  /** A fixed number of requests rather than a fixed time, so that nothing of a slice is left over for the next one. */
  private amount(variant: Variant): number {
    const { connections } = this.prepared;
    const filling = Math.ceil(((this.rates.get(variant) ?? 0) * sliceMs) / 1000 / connections) * connections;
    return Math.max(connections, filling);
  }

  private async rate(variant: Variant, amount: number): Promise<number> {
    const { prepared, server } = this;
    const { name, request, length, connections } = prepared;
    if (variant === 'sql') return (amount / (await server.sql(name, amount, connections))) * 1000;
    if (variant === 'product')
      return requestsPerSecond({ url: server.url, request, length, connections }, amount);
    const bare = {
      url: server.bareUrl,
      request: { ...request, path: prepared.barePath },
      length,
      connections,
    };
    return requestsPerSecond(bare, amount);
  }
}
