import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import { Fault } from '../../kernel/errors/fault.js';
import { seesAllTenants, type Viewer } from '../../kernel/identity/viewer.js';
import type { TaskRun } from '../../kernel/tasks/contract.js';
import { Assignment } from '../entities/assignment.js';
import type { AssignmentStatus } from '../entities/assignment-status.js';
import {
  snapshotOf,
  type AssignmentAnswer,
  type AssignmentCriteria,
  type AssignmentService,
  type AssignmentTarget,
  type AssignmentWish,
  type RecordKey,
} from './assignment-service.js';
import type { CisternClient, CisternOutcome, CisternRecord } from './cistern-client.js';
import { pageOfList } from './page-of-list.js';
import { nodeKeyText, type NodeKey } from './node-row.js';

const statusOf: Readonly<Record<number, AssignmentStatus>> = {
  0: 'FAULTY',
  1: 'FREE',
  2: 'ASSIGNED',
  3: 'RELEASING',
};

/** An external assignment service (section 12). It knows no tenants, so its records show to unconfined viewers only. */
export class CisternAssignments implements AssignmentService {
  constructor(private readonly client: CisternClient) {}

  async list(
    { cloud, viewer, statuses, users, orderBy }: AssignmentCriteria,
    args: PageArgs,
  ): Promise<Page<Assignment>> {
    const withFaulty = statuses == null || statuses.includes('FAULTY');
    const records = seesAllTenants(viewer) ? await this.client.records(cloud.name, withFaulty) : [];
    const wanted = records
      .map((record) => toAssignment(cloud.name, record))
      .filter(
        ({ status, user }) =>
          (statuses?.includes(status) ?? true) && (users == null || (user !== null && users.includes(user))),
      );
    const ordered = orderBy === 'NUMBER_DESC' ? wanted.toSorted((a, b) => b.number - a.number) : wanted;
    return pageOfList(ordered, args, ({ number }) => number);
  }

  async find({ cloud, viewer, nodeId, hostName }: AssignmentTarget): Promise<Assignment | undefined> {
    if (!seesAllTenants(viewer)) return undefined;
    const records = await this.client.records(cloud.name, true);
    const found = records.find((record) =>
      hostName == null ? record.id_vm === nodeId : record.hostname === hostName,
    );
    return found && toAssignment(cloud.name, found);
  }

  async byNode(viewer: Viewer, keys: readonly NodeKey[]): Promise<ReadonlyMap<string, Assignment>> {
    if (!seesAllTenants(viewer)) return new Map();
    const clouds = [...new Set(keys.map(({ cloud }) => cloud))];
    const lists = await Promise.all(
      clouds.map(async (cloud) =>
        (await this.client.records(cloud, true)).map((record) => toAssignment(cloud, record)),
      ),
    );
    return new Map(
      lists
        .flat()
        .map((record) => [nodeKeyText({ cloud: record.cloudName, nativeId: record.nodeId }), record]),
    );
  }

  async assign(
    _run: TaskRun,
    key: RecordKey,
    { user, application }: AssignmentWish,
  ): Promise<AssignmentAnswer> {
    const before = await this.record(key);
    // After a crash the service may have done it already; asking again would be refused.
    if (before?.status === 'ASSIGNED' && before.user === user && before.recipe === application) {
      return { record: snapshotOf(before), message: `Node ${key.hostName} assigned` };
    }
    const outcome = await this.client.assign(key.cloud, {
      hostname: key.hostName,
      user,
      vm_type: application,
    });
    return answerOf(
      outcome,
      key,
      before,
      { user, recipe: application, status: 'ASSIGNED' },
      `Node ${key.hostName} assigned`,
    );
  }

  async release(run: TaskRun, key: RecordKey): Promise<AssignmentAnswer> {
    const before = await this.record(key);
    const done = run.attempt > 1 && before?.status === 'FREE';
    if (done) return { record: snapshotOf(before), message: `Node ${key.hostName} released` };
    const outcome = await this.client.release(key.cloud, key.hostName);
    return answerOf(
      outcome,
      key,
      before,
      { user: null, recipe: null, status: 'FREE' },
      `Node ${key.hostName} released`,
    );
  }

  /** The service has no way back: the machine is free in its inventory and still there. */
  undoRelease(): Promise<void> {
    return Promise.resolve();
  }

  private async record({ cloud, nodeId }: RecordKey): Promise<Assignment | undefined> {
    const found = (await this.client.records(cloud, true)).find((record) => record.id_vm === nodeId);
    return found && toAssignment(cloud, found);
  }
}

/** Refused with the service's own message, `unknown` when it gives none (section 6.1). */
function answerOf(
  outcome: CisternOutcome,
  key: RecordKey,
  before: Assignment | undefined,
  after: Pick<Assignment, 'user' | 'recipe' | 'status'>,
  sentence: string,
): AssignmentAnswer {
  if (outcome.status !== 'ok')
    throw new Fault('CONFLICT', outcome.message || 'unknown', { details: { reason: 'ASSIGNMENT_REFUSED' } });
  const record = Object.assign(new Assignment(), {
    number: outcome.id ?? before?.number ?? 0,
    cloudName: key.cloud,
    nodeId: outcome.id_vm ?? key.nodeId,
    hostName: key.hostName,
    recipeNumber: before?.recipeNumber ?? null,
    ...after,
  });
  return { record: snapshotOf(record), message: outcome.result ?? sentence };
}

function toAssignment(cloud: string, record: CisternRecord): Assignment {
  return Object.assign(new Assignment(), {
    number: record.id,
    cloudName: cloud,
    nodeId: record.id_vm,
    hostName: record.hostname,
    user: record.user || null,
    recipe: record.recipe || null,
    recipeNumber: record.recipe_id ?? null,
    status: statusOf[record.status] ?? 'FAULTY',
    taskGuid: null,
  });
}
