import assert from 'node:assert/strict';
import { it } from 'node:test';
import { TaskHouse } from './task-house.js';

it('a task runs from its creation to its result', async (t) => {
  const house: TaskHouse = await TaskHouse.start({}, [
    { name: 'compute.double', subgraph: 'compute', meaning: 'Doubles a number.', maxAttempts: 1, run: async (run) => ({ doubled: 2 * (run.input as { n: number }).n }) },
  ]);
  t.after(() => house.close());

  const { guid } = await house.create({ type: 'compute.double', title: 'Double 21', input: { n: 21 } });
  const task = await house.ended(guid);

  assert.equal(task.state, 'FINISHED');
  assert.deepEqual(task.result, { doubled: 42 });
});
