import { Field, ID, ObjectType } from 'type-graphql';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import { HypervisorManager } from '../entities/hypervisor-manager.js';
import { Task } from '../entities/task.js';

/** A registered manager. */
@ObjectType({ description: 'A registered hypervisor manager and the first read of its inventory.' })
export class CreateHypervisorManagerPayload {
  @Field(() => HypervisorManager, { description: 'The manager.' })
  manager!: HypervisorManager;

  @Field(() => Task, { description: 'The task that reads its inventory.' })
  task!: Task;

  @Field(() => EventCursor, {
    description: 'Place in the task events from which the events of the task follow.',
  })
  cursor!: string;
}

/** A changed manager. */
@ObjectType({ description: 'A changed hypervisor manager.' })
export class UpdateHypervisorManagerPayload {
  @Field(() => HypervisorManager, { description: 'The manager.' })
  manager!: HypervisorManager;
}

/** A removed manager. */
@ObjectType({ description: 'A removed hypervisor manager.' })
export class DeleteHypervisorManagerPayload {
  @Field(() => ID, { description: 'Its GUID.' })
  guid!: string;
}

/** Inventories that are read. */
@ObjectType({ description: 'Inventories that are being read.' })
export class SyncInventoryPayload {
  @Field(() => [Task], {
    description: 'The tasks, one a manager in the order given; one that was under way already is among them.',
  })
  tasks!: readonly Task[];

  @Field(() => EventCursor, {
    description: 'Place in the task events from which the events of the tasks begun now follow.',
  })
  cursor!: string;
}
