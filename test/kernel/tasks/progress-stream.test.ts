import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { openViewer } from '../../../subgraphs/kernel/identity/viewer.js';
import { taskSource } from '../../../subgraphs/core/services/task-source.js';
import type { TaskEvent } from '../../../subgraphs/core/entities/task-event.js';
import { isEnded } from '../../../subgraphs/kernel/tasks/task-states.js';
import { engines } from '../../support/engines.js';
import { cannotRun } from '../../support/engines.js';
import { TaskHouse, type Work } from './task-house.js';

/** One thing that work does: it reports, names a step or fails. */
type Act = { readonly done: number; readonly total: number } | 'step' | 'fail';

const acts = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ done: fc.nat(100), total: fc.integer({ min: 1, max: 100 }) }) },
    { weight: 2, arbitrary: fc.constant<Act>('step') },
    { weight: 1, arbitrary: fc.constant<Act>('fail') },
  ),
  { maxLength: 12 },
);

/** Acts in order, going on behind a failure at the next attempt. */
function working(all: readonly Act[]): Work {
  const left = [...all];
  return async (run) => {
    for (let act = left.shift(); act; act = left.shift()) {
      if (act === 'fail') throw new Error('this attempt fails');
      if (act === 'step') await run.step('next');
      else await run.progress(act);
    }
    return undefined;
  };
}

async function all(events: AsyncIterable<TaskEvent>): Promise<TaskEvent[]> {
  const seen: TaskEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

for (const kind of engines) {
  describe(`the events of one task (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: TaskHouse;
    before(async () => {
      house = await TaskHouse.start(kind);
    });
    after(() => house.close());

    test('show progress that never falls and end with its one end, seen from any point on', async () => {
      const services = { events: house.events, tasks: house.tasks } as Parameters<typeof taskSource>[0];
      await fc.assert(
        fc.asyncProperty(acts, fc.nat(), async (given, from) => {
          const cursor = await house.tasks.cursorNow();
          const { guid } = await house.run(working(given));

          const seen = await all(await taskSource(services, openViewer, { guid, after: cursor }));
          const again = await all(
            await taskSource(services, openViewer, { guid, after: seen[from % seen.length]!.cursor }),
          );
          const late = await all(await taskSource(services, openViewer, { guid }));

          const states = seen.map(({ task }) => task!.state);
          const progress = seen.map(({ task }) => task!.progress);
          assert.deepEqual(
            progress,
            progress.toSorted((a, b) => a - b),
          );
          assert.equal(states.filter((state) => isEnded(state)).length, 1);
          assert.ok(isEnded(states.at(-1)!));
          // Who comes back may miss progress that later progress has superseded, and nothing else.
          const rest = seen.slice((from % seen.length) + 1);
          const found = new Set(again.map((event) => event.cursor));
          assert.deepEqual(
            rest
              .filter((event) => event.kind !== 'PROGRESS' || found.has(event.cursor))
              .map(({ cursor: at }) => at),
            again.map(({ cursor: at }) => at),
          );
          assert.deepEqual(
            late.map(({ kind: what, task }) => [what, task?.state]),
            [['SNAPSHOT', states.at(-1)]],
          );
        }),
        { numRuns: kind === 'embedded' ? 12 : 25 },
      );
    });
  });
}
