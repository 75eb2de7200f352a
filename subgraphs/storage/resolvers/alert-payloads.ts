import { Field, ObjectType } from 'type-graphql';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import { AlertSource } from '../entities/alert-source.js';
import { Alert } from '../entities/alert.js';
import { Task } from '../entities/task.js';

/** Answer to a source being given. */
@ObjectType({ description: 'An alert source that was given or changed.' })
export class PutAlertSourcePayload {
  @Field(() => AlertSource, { description: 'The source as it is now.' })
  alertSource!: AlertSource;
}

/** Answer to a source being taken away. */
@ObjectType({ description: 'An alert source that was taken away.' })
export class DeleteAlertSourcePayload {
  @Field(() => String, { description: 'UUID of the storage it was of.' })
  storageUuid!: string;
}

/** Answer to a clearing. */
@ObjectType({ description: 'An alert that its array was told to clear.' })
export class ClearAlertPayload {
  @Field(() => String, { description: 'UUID of the storage.' })
  storageUuid!: string;

  @Field(() => [Alert], {
    description: 'What was open here under this number and is cleared now; may be empty.',
  })
  alerts!: readonly Alert[];
}

/** Answer to an alert sync. */
@ObjectType({ description: 'An alert sync that was begun.' })
export class SyncAlertsPayload {
  @Field(() => Task, { description: 'The work.' })
  task!: Task;

  @Field(() => EventCursor, {
    description: 'Place in the task events from which the events of this task follow.',
  })
  cursor!: string;
}
