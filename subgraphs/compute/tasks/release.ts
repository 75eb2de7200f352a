import type { TaskRun, TaskType } from '../../kernel/tasks/contract.js';
import { subgraphName } from '../events.js';
import type { AssignmentAnswer, AssignmentService, RecordKey } from '../services/assignment-service.js';
import { destroyNode, type DestroyParts } from '../services/destroy-node.js';

/** What a release is told. */
export interface ReleaseInput extends RecordKey {
  /** Whether the machine is then destroyed; decided when the release was asked for. */
  readonly destroys: boolean;
}

/** What the work needs. */
export interface ReleaseParts extends DestroyParts {
  readonly assignments: AssignmentService;
}

/**
 * Releases a machine: the request has looked it up; first the assignment service lets it go, then the
 * cloud destroys it (section 6.2). Where the cloud fails, its user has it back.
 */
export function releaseTask(parts: ReleaseParts): TaskType<ReleaseInput> {
  return {
    name: 'compute.node.release',
    subgraph: subgraphName,
    meaning: 'Takes a machine from its user and, where so configured, destroys it.',
    maxAttempts: 1,
    run: async (run) => {
      const { destroys, ...key } = run.input;
      if (run.checkpoint) return run.checkpoint;
      const answer = await parts.assignments.release(run, key, destroys);
      const result = { ...answer, destroyed: destroys };
      if (destroys) await destroy(parts, run, key, result);
      return result;
    },
  };
}

/** What a finished release gives. */
export interface ReleaseResult extends AssignmentAnswer {
  readonly destroyed: boolean;
}

async function destroy(
  parts: ReleaseParts,
  run: TaskRun<ReleaseInput>,
  key: RecordKey,
  result: ReleaseResult,
): Promise<void> {
  try {
    await destroyNode(parts, run, { cloud: key.cloud, nativeId: key.nodeId }, { ...result });
  } catch (error) {
    // An attempt that lost its claim or was handed back cannot write, and must not: its successor goes on.
    if (!run.signal.aborted) await parts.assignments.undoRelease(run, key);
    throw error;
  }
}
