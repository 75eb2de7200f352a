import fc from 'fast-check';
import { caseText } from './case-text.js';

const given = process.env['FUZZ_RUNS'];

/** Runs of each property unless it says otherwise; `FUZZ_RUNS` sets another number. */
export const runs = given === undefined ? 500 : Number(given);

/** Runs of each GraphQL operation: there are many, and each costs more than a REST request. */
export const operationRuns = Math.ceil(runs / 16);

/** Longest a request may take, in milliseconds. */
export const answerWithinMs = 2000;

/** The seed unless `FUZZ_SEED` says another: what passes once passes again, so a change is not blamed for a case it did not make. */
const usualSeed = 20_261_121;

/**
 * How a property is run. A failure names its seed and path; `FUZZ_SEED` and `FUZZ_PATH` run that case
 * again, and its place is found-cases.ts. `FUZZ_SEED=random` goes where no run has been.
 */
export function runSettings<T>(numRuns = runs): fc.Parameters<[T]> {
  const seed = process.env['FUZZ_SEED'] ?? String(usualSeed);
  const path = process.env['FUZZ_PATH'];
  return {
    numRuns,
    interruptAfterTimeLimit: 300_000,
    markInterruptAsFailure: true,
    reporter: (details) => {
      if (!details.failed) return;
      const [counterexample] = details.counterexample ?? [];
      const cause = details.errorInstance instanceof Error ? details.errorInstance.message : '';
      throw new Error(
        [
          `Failed after ${details.numRuns} runs: ${cause}`,
          `  case: ${caseText(counterexample)}`,
          `  again: FUZZ_SEED=${details.seed} FUZZ_PATH=${details.counterexamplePath}`,
        ].join('\n'),
      );
    },
    ...(seed === 'random' ? {} : { seed: Number(seed) }),
    ...(path === undefined ? {} : { path }),
  };
}
