import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Access } from '../../kernel/subgraph/access.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import type { Task as KernelTask } from '../../kernel/tasks/task.js';
import { Assignment } from '../entities/assignment.js';
import type { ComputeNode } from '../entities/compute-node.js';
import { taskOf, type Task } from '../entities/task.js';
import { assignNode } from '../services/assign-node.js';
import type { AssignmentAnswer } from '../services/assignment-service.js';
import type { BegunWork } from '../services/node-work.js';
import { releaseNode } from '../services/release-node.js';
import { startNode } from '../services/start-node.js';
import { stopNode } from '../services/stop-node.js';
import type { ReleaseResult } from '../tasks/release.js';
import {
  AssignComputeNodeInput,
  ReleaseComputeNodeInput,
  StartComputeNodeInput,
  StopComputeNodeInput,
} from './node-work-inputs.js';
import {
  AssignComputeNodePayload,
  ReleaseComputeNodePayload,
  StartComputeNodePayload,
  StopComputeNodePayload,
} from './node-work-payloads.js';
import { load, type ComputeParts } from './parts.js';

interface CommonAnswer {
  readonly task: Task;
  readonly cursor: string;
  readonly node: ComputeNode | null;
}

/** Work on machines. Each begins a task and, where asked to, waits for it. */
@Resolver()
export class NodeWorkResolver {
  constructor(private readonly parts: ComputeParts) {}

  @Access('operator')
  @Mutation(() => StartComputeNodePayload, { nullable: true, description: 'Starts a machine in a cloud.' })
  async startComputeNode(
    @Arg('input', () => StartComputeNodeInput, { description: 'Which machine.' })
    input: StartComputeNodeInput,
    @Ctx() context: RequestContext,
  ): Promise<StartComputeNodePayload> {
    const begun = await startNode(this.parts, { viewer: context.viewer, input });
    return this.common(begun, context);
  }

  @Access('operator')
  @Mutation(() => StopComputeNodePayload, { nullable: true, description: 'Destroys a machine of a cloud.' })
  async stopComputeNode(
    @Arg('input', () => StopComputeNodeInput, { description: 'Which machine.' }) input: StopComputeNodeInput,
    @Ctx() context: RequestContext,
  ): Promise<StopComputeNodePayload> {
    const begun = await stopNode(this.parts, { viewer: context.viewer, input });
    return {
      ...(await this.common(begun, context)),
      nodeId: begun.task.nodeId,
    };
  }

  @Access('operator')
  @Mutation(() => AssignComputeNodePayload, {
    nullable: true,
    description: 'Assigns a machine to a user and an application.',
  })
  async assignComputeNode(
    @Arg('input', () => AssignComputeNodeInput, { description: 'Which machine, to whom and for what.' })
    input: AssignComputeNodeInput,
    @Ctx() context: RequestContext,
  ): Promise<AssignComputeNodePayload> {
    const begun = await assignNode(this.parts, { viewer: context.viewer, input });
    return { ...(await this.common(begun, context)), ...answerOf(begun) };
  }

  @Access('operator')
  @Mutation(() => ReleaseComputeNodePayload, {
    nullable: true,
    description: 'Takes a machine from its user and, where so configured, destroys it.',
  })
  async releaseComputeNode(
    @Arg('input', () => ReleaseComputeNodeInput, { description: 'Which machine.' })
    input: ReleaseComputeNodeInput,
    @Ctx() context: RequestContext,
  ): Promise<ReleaseComputeNodePayload> {
    const begun = await releaseNode(this.parts, { viewer: context.viewer, input });
    const result = begun.result?.result as unknown as ReleaseResult | undefined;
    return {
      ...(await this.common(begun, context)),
      ...answerOf(begun),
      nodeDestroyed: result?.destroyed ?? null,
    };
  }

  private async common({ task }: BegunWork, context: RequestContext): Promise<CommonAnswer> {
    const node = await load(context, this.parts).nodeByTask.load(task.guid);
    return { task: taskOf(task.guid), cursor: task.cursor, node };
  }
}

function answerOf({
  result,
}: {
  readonly result: KernelTask | undefined;
}): Pick<AssignComputeNodePayload, 'assignment' | 'message'> {
  const answer = result?.result as unknown as AssignmentAnswer | undefined;
  return {
    assignment: answer ? Object.assign(new Assignment(), answer.record) : null,
    message: answer?.message ?? null,
  };
}
