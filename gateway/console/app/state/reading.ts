import { effect, signal, type ReadonlySignal } from '@preact/signals';
import { ask } from '../graph/ask.js';

/** Something that is read again and again. */
export interface Reading<T> {
  /** What was read last; kept while it is read again, and when that fails. */
  readonly data: ReadonlySignal<T | undefined>;
  /** Why the latest reading is not whole. */
  readonly problem: ReadonlySignal<string | undefined>;
  /** Reads again, soon: what is asked for within a moment is read once. */
  again(): void;
}

const momentMs = 400;
/** What could not be read whole is asked for again by itself. */
const retryMs = 2000;

/** A reading of the graph. It begins at the first `again`; `variables` are worked out each time. */
export function reading<T>(document: string, variables: () => Readonly<Record<string, unknown>>): Reading<T> {
  const data = signal<T | undefined>(undefined);
  const problem = signal<string | undefined>(undefined);
  let timer: number | undefined;
  let asked = 0;
  const read = async (): Promise<void> => {
    timer = undefined;
    const number = ++asked;
    const answer = await ask<T>(document, variables());
    // An answer that was overtaken by a later question is not shown.
    if (number !== asked) return;
    problem.value = answer.problem;
    if (answer.data !== undefined) data.value = answer.data;
    if (answer.problem !== undefined) timer ??= later(retryMs);
  };
  const later = (ms: number): number => setTimeout(() => void read(), ms) as unknown as number;
  const again = (): void => {
    timer ??= later(data.peek() === undefined ? 0 : momentMs);
  };
  return { data, problem, again };
}

/** Reads again whenever one of these changes, and every so many milliseconds while the page is seen. */
export function keepReading(
  reads: readonly Reading<unknown>[],
  causes: readonly ReadonlySignal<unknown>[],
  everyMs: number,
): () => void {
  const readAll = (): void => {
    for (const one of reads) one.again();
  };
  const stopWatching = effect(() => {
    for (const cause of causes) void cause.value;
    readAll();
  });
  const timer = setInterval(() => {
    if (!document.hidden) readAll();
  }, everyMs);
  return () => {
    stopWatching();
    clearInterval(timer);
  };
}
