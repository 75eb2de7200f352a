import { LockMode } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import { pageClauses, pageOf, pageRequest, type KeysetOrder } from '../../kernel/database/keyset.js';
import type { Store, Tx } from '../../kernel/database/store.js';
import { isStorableText } from '../../kernel/database/storable.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { Events } from '../../kernel/events/events.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { TaskRun } from '../../kernel/tasks/contract.js';
import { Assignment } from '../entities/assignment.js';
import { emitNodeEvent } from '../events.js';
import type { AssignmentOrder } from '../resolvers/assignment-inputs.js';
import { assignmentColumns, toAssignment, type AssignmentRow } from './assignment-row.js';
import {
  snapshotOf,
  type AssignmentAnswer,
  type AssignmentCriteria,
  type AssignmentService,
  type AssignmentTarget,
  type AssignmentWish,
  type RecordKey,
} from './assignment-service.js';
import { nodeColumns, nodeKeyText, type NodeKey, type NodeRow } from './node-row.js';
import { wallOf } from './tenant-wall.js';

const byNumber = [{ expression: sql`a.number`, type: 'integer', value: (row: AssignmentRow) => row.number }];

const orders: Readonly<Record<AssignmentOrder, KeysetOrder<AssignmentRow>>> = {
  NUMBER: { columns: byNumber },
  NUMBER_DESC: { columns: byNumber, descending: true },
};

/** The assignment service kept in our own table: changes take a lock on the record. */
export class BuiltInAssignments implements AssignmentService {
  constructor(
    private readonly store: Store,
    private readonly events: Events,
    /** Whether a task will never change anything again. */
    private readonly hasEnded: (taskGuid: string) => Promise<boolean>,
  ) {}

  async list(
    { cloud, viewer, statuses, users, orderBy = 'NUMBER' }: AssignmentCriteria,
    args: PageArgs,
  ): Promise<Page<Assignment>> {
    const order = orders[orderBy];
    const request = pageRequest(args, 1);
    const clauses = pageClauses(order, request);
    const ofStatus =
      statuses == null
        ? sql`true`
        : statuses.length === 0
          ? sql`false`
          : sql`a.status in (${sql.join(statuses)})`;
    const named = users?.filter(isStorableText);
    const ofUser =
      named === undefined
        ? sql`true`
        : named.length === 0
          ? sql`false`
          : sql`a.user_name in (${sql.join(named)})`;
    const from = sql`compute.assignment a left join compute.node n on n.cloud = a.cloud and n.native_id = a.node_id
      where a.cloud = ${cloud.name} and ${wallOf(viewer)} and ${ofStatus} and ${ofUser}`;
    const { rows } = await sql<AssignmentRow>`
      select ${assignmentColumns} from ${from} and ${clauses.where}
      order by ${clauses.orderBy} limit ${clauses.limit} offset ${clauses.offset}`.execute(this.store.sql);
    const countAll = async (): Promise<number> => {
      const counted = await sql<{ count: number }>`select count(*)::int as count from ${from}`.execute(
        this.store.sql,
      );
      return counted.rows[0]?.count ?? 0;
    };
    return pageOf(rows, order, request, toAssignment, countAll);
  }

  async find({ cloud, viewer, nodeId, hostName }: AssignmentTarget): Promise<Assignment | undefined> {
    const wanted = hostName ?? nodeId;
    if (wanted == null || !isStorableText(wanted)) return undefined;
    const column = hostName == null ? sql`a.node_id` : sql`a.host_name`;
    const { rows } = await sql<AssignmentRow>`
      select ${assignmentColumns} from compute.assignment a
      left join compute.node n on n.cloud = a.cloud and n.native_id = a.node_id
      where a.cloud = ${cloud.name} and ${column} = ${wanted} and ${wallOf(viewer)}
      order by n.position, a.number limit 1`.execute(this.store.sql);
    return rows[0] && toAssignment(rows[0]);
  }

  async byNode(viewer: Viewer, keys: readonly NodeKey[]): Promise<ReadonlyMap<string, Assignment>> {
    const { rows } = await sql<AssignmentRow>`
      select ${assignmentColumns} from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as k (cloud text, "nativeId" text)
      join compute.assignment a on a.cloud = k.cloud and a.node_id = k."nativeId"
      left join compute.node n on n.cloud = a.cloud and n.native_id = a.node_id
      where ${wallOf(viewer)}`.execute(this.store.sql);
    return new Map(
      rows.map((row) => [nodeKeyText({ cloud: row.cloud, nativeId: row.node_id }), toAssignment(row)]),
    );
  }

  assign(run: TaskRun, key: RecordKey, { user, application }: AssignmentWish): Promise<AssignmentAnswer> {
    return run.transaction(this.store, async (tx) => {
      const record = await lock(tx, key);
      const isTheirs = record.status === 'ASSIGNED' && record.user === user && record.recipe === application;
      if (!isTheirs) {
        if (record.status !== 'FREE')
          throw refused(`Node already ${record.status === 'RELEASING' ? 'being released' : 'assigned'}`);
        Object.assign(record, {
          user,
          recipe: application,
          status: 'ASSIGNED',
          taskGuid: null,
          changedAt: new Date(),
        });
        await this.tellNode(tx, key);
      }
      return { record: snapshotOf(record), message: `Node ${record.hostName} assigned` };
    });
  }

  async release(run: TaskRun, key: RecordKey, thenDestroyed: boolean): Promise<AssignmentAnswer> {
    const abandoned = await this.abandonedRelease(key);
    return run.transaction(this.store, async (tx) => {
      const record = await lock(tx, key);
      // After a crash our own first half is found again, whichever of the two it left behind.
      if (record.taskGuid !== run.guid) {
        if (record.status === 'RELEASING' && record.taskGuid !== abandoned)
          throw refused('Node already being released');
        if (record.status === 'FREE') throw refused('Node not assigned');
        const after = thenDestroyed ? { status: 'RELEASING' } : { status: 'FREE', user: null, recipe: null };
        Object.assign(record, after, { taskGuid: run.guid, changedAt: new Date() });
        await this.tellNode(tx, key);
      }
      return { record: snapshotOf(record), message: `Node ${record.hostName} released` };
    });
  }

  async undoRelease(run: TaskRun, key: RecordKey): Promise<void> {
    await run.transaction(this.store, async (tx) => {
      const record = await tx.em.findOne(
        Assignment,
        { cloudName: key.cloud, nodeId: key.nodeId },
        { lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      if (record?.status !== 'RELEASING' || record.taskGuid !== run.guid) return;
      Object.assign(record, { status: 'ASSIGNED', taskGuid: null, changedAt: new Date() });
      await this.tellNode(tx, key);
    });
  }

  /** The release that left the record half-way and will not go on: another may take over from it. */
  private async abandonedRelease({ cloud, nodeId }: RecordKey): Promise<string | undefined> {
    const { rows } = await sql<{ task_guid: string | null }>`
      select task_guid from compute.assignment where cloud = ${cloud} and node_id = ${nodeId} and status = 'RELEASING'`.execute(
      this.store.sql,
    );
    const guid = rows[0]?.task_guid;
    return guid && (await this.hasEnded(guid)) ? guid : undefined;
  }

  /** Who has a machine shows on the machine, so its watchers learn of the change. */
  private async tellNode(tx: Tx, { cloud, nodeId }: RecordKey): Promise<void> {
    const { rows } =
      await sql<NodeRow>`select ${nodeColumns} from compute.node n where n.cloud = ${cloud} and n.native_id = ${nodeId}`.execute(
        tx.sql,
      );
    if (rows[0]) emitNodeEvent(this.events, tx, 'changed', rows[0]);
  }
}

async function lock(tx: Tx, { cloud, nodeId }: RecordKey): Promise<Assignment> {
  const record = await tx.em.findOne(
    Assignment,
    { cloudName: cloud, nodeId },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (!record) throw refused('Node not found');
  record.recipeNumber = null;
  return record;
}

function refused(sentence: string): Fault {
  return new Fault('CONFLICT', sentence, { details: { reason: 'ASSIGNMENT_REFUSED' } });
}
