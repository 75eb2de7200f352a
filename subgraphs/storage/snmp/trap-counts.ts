/**
 * What became of a datagram. Every one that arrives counts once:
 * `stored`: its alert was written; `ignored`: its driver, or the lack of an alert it could clear, made
 * nothing of it; `incomplete`: the array is asked for the rest; `limited`: over the rate, or more than
 * could be kept; `refused`: wrong credential, key or engine, out of time, or malformed; `unattributed`: it named an
 * array that has no alert source; `failed`: its driver broke; `unknown`: its sender is nobody's;
 * `answered`: it asked for our engine before an inform of version 3; `lost`: the system had no room for it.
 */
export const trapOutcomes = [
  'stored',
  'ignored',
  'incomplete',
  'limited',
  'refused',
  'unattributed',
  'failed',
  'unknown',
  'answered',
  'lost',
] as const;

/** One of them. */
export type TrapOutcome = (typeof trapOutcomes)[number];

/** Outcomes of one storage, or of nobody's datagrams. */
export type TrapTally = Partial<Record<TrapOutcome, number>>;

/** Key of what belongs to no storage. */
export const nobody = '00000000-0000-0000-0000-000000000000';

/** Counts in memory until somebody takes them away to keep them. */
export class TrapCounts {
  private counts = new Map<string, TrapTally>();

  /** Counts an outcome for a storage, or for nobody. */
  add(outcome: TrapOutcome, storageId: string = nobody, n = 1): void {
    const tally = this.counts.get(storageId) ?? {};
    tally[outcome] = (tally[outcome] ?? 0) + n;
    this.counts.set(storageId, tally);
  }

  /** Everything counted since the last time. */
  take(): ReadonlyMap<string, TrapTally> {
    const taken = this.counts;
    this.counts = new Map();
    return taken;
  }

  /** Puts back what could not be kept. */
  putBack(taken: ReadonlyMap<string, TrapTally>): void {
    for (const [storageId, tally] of taken)
      for (const outcome of trapOutcomes) if (tally[outcome]) this.add(outcome, storageId, tally[outcome]);
  }
}

/** Sum over storages. */
export function totalOf(counts: ReadonlyMap<string, TrapTally>): TrapTally {
  const sum: TrapTally = {};
  for (const tally of counts.values())
    for (const outcome of trapOutcomes)
      if (tally[outcome]) sum[outcome] = (sum[outcome] ?? 0) + tally[outcome];
  return sum;
}
