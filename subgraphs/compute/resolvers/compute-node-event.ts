import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { EventCursor } from '../../../schema/scalars/event-cursor.js';
import { DateTime } from '../../../schema/scalars/scalars.js';
import { ComputeNode } from '../entities/compute-node.js';

/** Kinds of events of machines. */
export const ComputeNodeEventKindEnum = {
  SNAPSHOT: 'SNAPSHOT',
  CREATED: 'CREATED',
  CHANGED: 'CHANGED',
  REMOVED: 'REMOVED',
} as const;

/** Kind of an event of machines. */
export type ComputeNodeEventKind = keyof typeof ComputeNodeEventKindEnum;

registerEnumType(ComputeNodeEventKindEnum, {
  name: 'ComputeNodeEventKind',
  description: 'What an event of machines tells.',
  valuesConfig: {
    SNAPSHOT: {
      description:
        'The present state of the machines asked for; always first when the subscription begins without a cursor.',
    },
    CREATED: { description: 'A machine that was not there before.' },
    CHANGED: { description: 'A machine, or who has it, changed.' },
    REMOVED: { description: 'A machine is gone; it is shown as it was last seen.' },
  },
});

/** An event of machines. */
@ObjectType({ description: 'A change of a machine, or the present state of those asked for.' })
export class ComputeNodeEvent {
  @Field(() => EventCursor, { description: 'Place of the event; "after" continues behind it.' })
  cursor!: string;

  @Field(() => ComputeNodeEventKindEnum, { description: 'What it tells.' })
  kind!: ComputeNodeEventKind;

  @Field(() => DateTime, { description: 'When it happened; for a snapshot, when it was taken.' })
  at!: Date;

  @Field(() => ComputeNode, {
    nullable: true,
    description: 'The machine; null in a snapshot of other than exactly one.',
  })
  node!: ComputeNode | null;

  @Field(() => [ComputeNode], {
    description: 'In a snapshot the machines asked for, at most 1000; otherwise the one machine.',
  })
  nodes!: readonly ComputeNode[];
}
