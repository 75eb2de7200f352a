import type { TaskType } from '../../kernel/tasks/contract.js';
import { subgraphName } from '../events.js';
import type { AssignmentService } from '../services/assignment-service.js';

/** What an assignment is told. */
export interface AssignInput {
  readonly cloud: string;
  readonly nodeId: string;
  readonly hostName: string;
  readonly user: string;
  readonly application: string;
}

/** Assigns a machine to a user and an application. */
export function assignTask(assignments: AssignmentService): TaskType<AssignInput> {
  return {
    name: 'compute.node.assign',
    subgraph: subgraphName,
    meaning: 'Assigns a machine to a user and an application.',
    maxAttempts: 1,
    run: async (run) => {
      const { user, application, ...key } = run.input;
      return { ...(await assignments.assign(run, key, { user, application })) };
    },
  };
}
