import type { Tx } from '../../kernel/database/store.js';
import type { NewTask } from '../../kernel/tasks/contract.js';
import type { WorkType } from '../entities/work-words.js';
import { windowMs } from './chain-times.js';
import type { EndedWork } from './ended-work.js';
import type { BackupParts } from './parts.js';
import { exportText, usualWindowMs } from './request-export.js';
import type { WorkInput } from './work-contract.js';
import { workKinds } from './work-kinds.js';
import { insertWork } from './work-row.js';

const verbs: Readonly<Partial<Record<WorkType, string>>> = {
  STORE: 'Store of',
  IMPORT: 'Import of',
  MOUNT: 'Mount of',
};

/** The next tasks of these chains, on the node that holds what they work on: same priority, a window as long, from now. */
export async function addFollowUps(
  parts: BackupParts,
  tx: Tx,
  type: WorkType,
  works: readonly EndedWork[],
): Promise<void> {
  const now = Date.now();
  const wishes = works.map(({ ended: { task, input }, facts, place }): NewTask<WorkInput> => ({
    ...sameAs(task),
    type: workKinds[type].task,
    title: `${verbs[type] ?? type} ${facts.dstVmName ?? facts.vmName ?? 'a machine'}`,
    input,
    parentGuid: task.guid,
    windowStart: new Date(now),
    windowEnd: new Date(now + (windowMs(task) || usualWindowMs)),
    ...(place !== null && { place }),
  }));
  await create(parts, tx, type, works, wishes, (retries) => retries);
}

/** Copies of failed tasks with one retry less; one whose window is over gets another as long, from now. */
export async function addCopies(parts: BackupParts, tx: Tx, works: readonly EndedWork[]): Promise<void> {
  const [first] = works;
  if (!first) return;
  const { type } = first.facts;
  const wishes = works.map(({ ended: { task, input }, facts, place }): NewTask<WorkInput> => {
    const over = task.windowEnd !== null && task.windowEnd.getTime() <= Date.now();
    const shift = over ? Date.now() - (task.windowStart?.getTime() ?? Date.now()) : 0;
    const moved = (instant: Date | null): Date | undefined =>
      instant ? new Date(instant.getTime() + shift) : undefined;
    const [windowStart, windowEnd] = [moved(task.windowStart), moved(task.windowEnd)];
    return {
      ...sameAs(task),
      type: task.type,
      title: task.title,
      input,
      ...(task.parentGuid !== null && { parentGuid: task.parentGuid }),
      ...(windowStart && { windowStart }),
      ...(windowEnd && { windowEnd }),
      ...(facts.type === 'EXPORT' && facts.vmGuid !== null && { exclusive: exportText(facts.vmGuid) }),
      ...(facts.type !== 'EXPORT' && place !== null && { place }),
    };
  });
  await create(parts, tx, type, works, wishes, (retries) => retries - 1);
}

function sameAs({ priority, tenantId, workflow, about, origin, requestedBy }: EndedWork['ended']['task']) {
  return { priority, tenantId, workflow, about, origin, ...(requestedBy !== null && { requestedBy }) };
}

async function create(
  { tasks }: BackupParts,
  tx: Tx,
  type: WorkType,
  works: readonly EndedWork[],
  wishes: readonly NewTask<WorkInput>[],
  retries: (left: number) => number,
): Promise<void> {
  if (works.length === 0) return;
  const made = await tasks.createAll(tx, wishes);
  await insertWork(
    tx,
    works.flatMap(({ facts }, i) => {
      const taskGuid = made[i]?.task.guid;
      return taskGuid === undefined
        ? []
        : [{ ...facts, taskGuid, type, nodeGuid: null, retriesLeft: retries(facts.retriesLeft) }];
    }),
  );
}
