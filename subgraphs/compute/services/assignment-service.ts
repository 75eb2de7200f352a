import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import type { TaskRun } from '../../kernel/tasks/contract.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { Assignment } from '../entities/assignment.js';
import type { AssignmentStatus } from '../entities/assignment-status.js';
import type { AssignmentOrder } from '../resolvers/assignment-inputs.js';
import type { OpenCloud } from './clouds.js';
import type { NodeKey } from './node-row.js';

/** Which records a list holds. */
export interface AssignmentCriteria {
  readonly cloud: OpenCloud;
  readonly viewer: Viewer;
  readonly statuses?: readonly AssignmentStatus[] | null | undefined;
  readonly users?: readonly string[] | null | undefined;
  /** By record number, ascending when absent. */
  readonly orderBy?: AssignmentOrder | undefined;
}

/** A record to look for: the host name wins when both are given. */
export interface AssignmentTarget {
  readonly cloud: OpenCloud;
  readonly viewer: Viewer;
  readonly nodeId?: string | null | undefined;
  readonly hostName?: string | null | undefined;
}

/** For whom and what a machine is assigned. */
export interface AssignmentWish {
  readonly user: string;
  readonly application: string;
}

/** What the service says of an assignment or release: the record as it then stands, and a sentence. */
export interface AssignmentAnswer {
  readonly record: AssignmentSnapshot;
  readonly message: string;
}

/** A record in a task's result. */
export type AssignmentSnapshot = Pick<
  Assignment,
  'number' | 'cloudName' | 'nodeId' | 'hostName' | 'user' | 'recipe' | 'recipeNumber' | 'status'
>;

/**
 * The service that knows which machine is whose (section 12): the built-in one, or an external Cistern.
 * Refusals are Faults with the reason ASSIGNMENT_REFUSED; an external service that does not answer is
 * SUBGRAPH_UNAVAILABLE with the reason HOST_DOWN.
 */
export interface AssignmentService {
  list(criteria: AssignmentCriteria, args: PageArgs): Promise<Page<Assignment>>;
  /** The record of a machine, faulty ones too; undefined when there is none the viewer may see. */
  find(target: AssignmentTarget): Promise<Assignment | undefined>;
  /** Records by `nodeKeyText` of their machines, in one statement or call per cloud. */
  byNode(viewer: Viewer, keys: readonly NodeKey[]): Promise<ReadonlyMap<string, Assignment>>;
  /** Assigns; a second time for the same user and application changes nothing. Inside a task, so it may run again after a crash. */
  assign(run: TaskRun, record: RecordKey, wish: AssignmentWish): Promise<AssignmentAnswer>;
  /** Takes the machine from its user; it becomes FREE, or with `thenDestroyed` RELEASING until its machine is gone. May run again after a crash. */
  release(run: TaskRun, record: RecordKey, thenDestroyed: boolean): Promise<AssignmentAnswer>;
  /** Gives a machine back to its user, because it could not be destroyed. */
  undoRelease(run: TaskRun, record: RecordKey): Promise<void>;
}

/** Names a record inside a task's input. */
export interface RecordKey {
  readonly cloud: string;
  readonly nodeId: string;
  readonly hostName: string;
}

/** The record as a task's result keeps it. */
export function snapshotOf(record: Assignment): AssignmentSnapshot {
  const { number, cloudName, nodeId, hostName, user, recipe, recipeNumber, status } = record;
  return { number, cloudName, nodeId, hostName, user, recipe, recipeNumber, status };
}
