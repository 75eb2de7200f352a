import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { Fault } from '../../../subgraphs/kernel/errors/fault.js';
import { openViewer } from '../../../subgraphs/kernel/identity/viewer.js';
import { taskStates, type TaskState } from '../../../subgraphs/kernel/tasks/task-states.js';
import { cannotRun, engines } from '../../support/engines.js';
import { TaskHouse, untilAborted, type Work } from './task-house.js';

/** What is to happen to one task, from inside and from outside. */
const story = fc.record({
  failures: fc.integer({ min: 0, max: 3 }),
  failsWith: fc.constantFrom('unknown', 'BACKEND_ERROR', 'NOT_FOUND'),
  steps: fc.integer({ min: 0, max: 2 }),
  ends: fc.constantFrom('returns', 'waits to be cancelled'),
  priority: fc.integer({ min: 0, max: 100 }),
  cancelsAfterMs: fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 3 }),
  repeatedEnd: fc.boolean(),
});

type Story = typeof story extends fc.Arbitrary<infer S> ? S : never;

const workOf =
  (told: Story): Work =>
  async (run) => {
    for (let i = 1; i <= told.steps; i++) {
      await run.step(`${run.attempt}/${i}`);
      await run.progress({ done: i, total: told.steps });
    }
    if (run.attempt <= told.failures)
      throw told.failsWith === 'unknown' ? new Error('no') : new Fault(told.failsWith as 'NOT_FOUND', 'No.');
    return told.ends === 'returns' ? { attempt: run.attempt } : untilAborted(run);
  };

for (const engine of engines) {
  describe(`the history of tasks on the ${engine} database`, { skip: cannotRun(engine) }, () => {
    let house: TaskHouse;
    before(async () => {
      house = await TaskHouse.start(engine, { concurrency: 8 }, { firstRestMs: 1 });
    });
    after(() => house.close());

    it('only goes forward and has one end, whatever happens to them', async () => {
      const run = async (stories: readonly Story[]): Promise<void> => {
        await Promise.all(stories.map((told) => live(house, told)));
      };
      await fc.assert(fc.asyncProperty(fc.array(story, { minLength: 4, maxLength: 12 }), run), {
        numRuns: 12,
        endOnFailure: true,
      });
    });
  });
}

async function live(house: TaskHouse, told: Story): Promise<void> {
  const { guid } = await house.run(workOf(told), { priority: told.priority });
  const cancels = told.ends === 'returns' ? told.cancelsAfterMs : [...told.cancelsAfterMs, 80];
  await Promise.all(
    cancels.map((ms) => delay(ms).then(() => house.tasks.cancel(guid, openViewer).catch(expectConflict))),
  );
  const ended = await house.ended(guid, 20_000);
  if (told.repeatedEnd) await house.tasks.cancel(guid, openViewer).catch(expectConflict);

  const events = await house.eventsOf(guid);

  const order = events.map(({ payload }) => rank(payload['state'] as TaskState));
  assert.deepEqual(
    order,
    order.toSorted((a, b) => a - b),
    'the state fell back',
  );
  const attempts = events.map(({ payload }) => Number(payload['attempts']));
  assert.deepEqual(
    attempts,
    attempts.toSorted((a, b) => a - b),
    'the attempts fell back',
  );
  assert.equal(
    events.filter(({ payload }) => rank(payload['state'] as TaskState) === 2).length,
    1,
    'not one end',
  );
  assert.equal(events.filter(({ kind }) => kind === 'task.created').length, 1);
  assert.equal(events[0]?.kind, 'task.created');
  assert.deepEqual([events.at(-1)?.kind, events.at(-1)?.payload['state']], ['task.state', ended.state]);
  assert.equal((await house.tasks.get(guid))?.state, ended.state);
}

function rank(state: TaskState): number {
  return Math.min(taskStates.indexOf(state), 2);
}

function expectConflict(error: unknown): void {
  assert.ok(error instanceof Fault && error.code === 'CONFLICT', String(error));
}
