import { Ctx, Directive, FieldResolver, ID, Int, Resolver, Root } from 'type-graphql';
import { Long } from '../../../schema/scalars/long.js';
import { RequestContext } from '../../kernel/subgraph/request-context.js';
import { BackupDestination } from '../entities/backup-destination.js';
import { BackupNode } from '../entities/backup-node.js';
import { BackupTypeEnum } from '../entities/backup-type.js';
import { Backup } from '../entities/backup.js';
import { HypervisorManager } from '../entities/hypervisor-manager.js';
import { Hypervisor } from '../entities/hypervisor.js';
import { Policy } from '../entities/policy.js';
import { RestoreJob } from '../entities/restore-job.js';
import { RestoreTypeEnum } from '../entities/restore-words.js';
import { Rule } from '../entities/rule.js';
import { Schedule } from '../entities/schedule.js';
import { Task } from '../entities/task.js';
import { VirtualMachine } from '../entities/virtual-machine.js';
import { WorkTypeEnum } from '../entities/work-words.js';
import { BackupLoaders } from '../loaders.js';
import { inventoryKinds } from '../services/inventory-kinds.js';
import type { ShownWork } from '../services/list-work.js';
import type { BackupParts } from '../services/parts.js';
import { whyQueued } from '../services/why-queued.js';
import { DataLoaders, loadMaybe } from './data-loaders.js';
import { PolicyLoaders } from './policy-loaders.js';
import { WorkLoaders } from './work-loaders.js';

/** Null at once, or what a loader finds. */
type Found<T> = Promise<T | null> | T | null;

const none = 'null for tasks of other parts, and where there is none.';

/** Facts of a task that are shown as they are kept. */
const facts = {
  workType: [WorkTypeEnum, 'type', 'Kind of work; null for tasks of other parts.'],
  statusInfo: [String, 'statusInfo', `What there is to say about it, such as why it failed; ${none}`],
  vmName: [String, 'vmName', `Name of the machine when it was asked for, also when that is gone; ${none}`],
  dstVmName: [String, 'dstVmName', `Name of the machine that is restored; ${none}`],
  backupType: [BackupTypeEnum, 'backupType', `Type of the backup as it has become; ${none}`],
  restoreType: [RestoreTypeEnum, 'restoreType', `What becomes of what is restored; ${none}`],
  powerOnAfterRestore: [Boolean, 'powerOnAfterRestore', `Whether the restored machine is started; ${none}`],
  retriesLeft: [
    Int,
    'retriesLeft',
    'How often it is tried again when it fails; null for tasks of other parts.',
  ],
  processedObjects: [Long, 'processedObjects', `Objects it has dealt with; ${none}`],
  totalObjects: [Long, 'totalObjects', `Objects it has to deal with; ${none}`],
  originType: [String, 'originType', `What asked for it: USER, SCHEDULE or SYSTEM_SCHEDULE; ${none}`],
  originGuid: [ID, 'originGuid', `GUID of who or what asked for it; ${none}`],
  originName: [String, 'originName', `Name of who or what asked for it; ${none}`],
} as const satisfies Record<string, readonly [unknown, keyof ShownWork, string]>;

/** What backup adds to a task. */
@Resolver(() => Task)
export class TaskResolver {
  constructor(private readonly parts: BackupParts) {}

  @Directive('@requires(fields: "about { kind id }")')
  @FieldResolver(() => VirtualMachine, {
    nullable: true,
    description: 'Virtual machine it is about; null when it is about none, or that was removed.',
  })
  virtualMachine(@Root() task: Task, @Ctx() context: RequestContext): Found<VirtualMachine> {
    return this.known(task, context, (work) => {
      const guid = work ? work.vmGuid : task.about.find(({ kind }) => kind === 'VirtualMachine')?.id;
      return loadMaybe(BackupLoaders.of(this.parts, context).machine, guid ?? null);
    });
  }

  @FieldResolver(() => VirtualMachine, { nullable: true, description: `Machine that is restored; ${none}` })
  dstVirtualMachine(@Root() task: Task, @Ctx() context: RequestContext): Found<VirtualMachine> {
    return this.known(task, context, (work) =>
      loadMaybe(BackupLoaders.of(this.parts, context).machine, work?.dstVmGuid ?? null),
    );
  }

  @FieldResolver(() => Backup, { nullable: true, description: `Backup it makes or uses; ${none}` })
  backup(@Root() task: Task, @Ctx() context: RequestContext): Found<Backup> {
    return this.known(task, context, (work) =>
      loadMaybe(DataLoaders.of(this.parts, context).backup, work?.backupGuid ?? null),
    );
  }

  @FieldResolver(() => BackupDestination, {
    nullable: true,
    description: `Destination it stores in or reads from; ${none}`,
  })
  backupDestination(@Root() task: Task, @Ctx() context: RequestContext): Found<BackupDestination> {
    return this.known(task, context, (work) =>
      loadMaybe(DataLoaders.of(this.parts, context).destination, work?.destinationGuid ?? null),
    );
  }

  @FieldResolver(() => Hypervisor, { nullable: true, description: `Hypervisor it is about; ${none}` })
  hypervisor(@Root() task: Task, @Ctx() context: RequestContext): Found<Hypervisor> {
    return this.known(task, context, (work) =>
      BackupLoaders.of(this.parts, context).thing(inventoryKinds.Hypervisor, work?.hypervisorGuid ?? null),
    );
  }

  @FieldResolver(() => HypervisorManager, {
    nullable: true,
    description: `Hypervisor manager it is about; ${none}`,
  })
  hypervisorManager(@Root() task: Task, @Ctx() context: RequestContext): Found<HypervisorManager> {
    return this.known(task, context, (work) =>
      loadMaybe(BackupLoaders.of(this.parts, context).manager, work?.managerGuid ?? null),
    );
  }

  @FieldResolver(() => BackupNode, {
    nullable: true,
    description: 'Backup node it runs or ran on; null before it has started.',
  })
  backupNode(@Root() task: Task, @Ctx() context: RequestContext): Found<BackupNode> {
    return this.known(task, context, (work) =>
      loadMaybe(WorkLoaders.of(this.parts, context).node, work?.nodeGuid ?? null),
    );
  }

  @FieldResolver(() => Schedule, { nullable: true, description: `Schedule that started it; ${none}` })
  schedule(@Root() task: Task, @Ctx() context: RequestContext): Found<Schedule> {
    return this.known(task, context, (work) =>
      loadMaybe(PolicyLoaders.of(this.parts, context).schedule, work?.scheduleGuid ?? null),
    );
  }

  @FieldResolver(() => Rule, { nullable: true, description: `Rule it is for; ${none}` })
  rule(@Root() task: Task, @Ctx() context: RequestContext): Found<Rule> {
    return this.known(task, context, (work) =>
      loadMaybe(PolicyLoaders.of(this.parts, context).rule, work?.ruleGuid ?? null),
    );
  }

  @FieldResolver(() => Policy, { nullable: true, description: `Policy it is for; ${none}` })
  policy(@Root() task: Task, @Ctx() context: RequestContext): Found<Policy> {
    return this.known(task, context, (work) =>
      loadMaybe(PolicyLoaders.of(this.parts, context).policy, work?.policyGuid ?? null),
    );
  }

  @FieldResolver(() => RestoreJob, { nullable: true, description: `Restore it is part of; ${none}` })
  restoreJob(@Root() task: Task, @Ctx() context: RequestContext): Found<RestoreJob> {
    return this.known(task, context, (work) =>
      loadMaybe(DataLoaders.of(this.parts, context).restoreJob, work?.restoreJobGuid ?? null),
    );
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Why it has not started, in a sentence; null when it has, and for tasks of other parts.',
  })
  async whyQueued(@Root() task: Task, @Ctx() context: RequestContext): Promise<string | null> {
    const loaders = WorkLoaders.of(this.parts, context);
    const [work, waiting] = await Promise.all([loaders.workOf(task), loaders.waiting.load(task.guid)]);
    return work && waiting ? whyQueued(this.parts, waiting) : null;
  }

  /** What follows from what is known of a task: at once where a list gave it along, for a list asks this of every row. */
  known<R>(
    task: Task,
    context: RequestContext,
    follows: (work: ShownWork | null) => R | Promise<R>,
  ): R | Promise<R> {
    if (task.work !== undefined) return follows(task.work);
    return WorkLoaders.of(this.parts, context).workOf(task).then(follows);
  }
}

for (const [name, [type, fact, description]] of Object.entries(facts)) {
  const resolve = function (this: TaskResolver, task: Task, context: RequestContext): unknown {
    if (fact === 'type' && task.knownType !== undefined) return task.knownType;
    return this.known(task, context, (work) => work?.[fact] ?? null);
  };
  const property = { value: resolve, configurable: true, writable: true };
  Object.defineProperty(TaskResolver.prototype, name, property);
  Reflect.defineMetadata('design:paramtypes', [Task, RequestContext], TaskResolver.prototype, name);
  Root()(TaskResolver.prototype, name, 0);
  Ctx()(TaskResolver.prototype, name, 1);
  FieldResolver(() => type as never, { nullable: true, description })(TaskResolver.prototype, name, property);
}
