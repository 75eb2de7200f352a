import { registerEnumType } from 'type-graphql';

/** Statuses of an assignment record (section 6.3 of the Orchestrator's contract). */
export const AssignmentStatusEnum = {
  FREE: 'FREE',
  ASSIGNED: 'ASSIGNED',
  RELEASING: 'RELEASING',
  FAULTY: 'FAULTY',
} as const;

/** Status of an assignment record. */
export type AssignmentStatus = keyof typeof AssignmentStatusEnum;

registerEnumType(AssignmentStatusEnum, {
  name: 'AssignmentStatus',
  description: 'Whether a machine is free or whose it is.',
  valuesConfig: {
    FREE: { description: 'Nobody has it.' },
    ASSIGNED: { description: 'Somebody has it, for an application.' },
    RELEASING: { description: 'It is being given back and, where so configured, destroyed.' },
    FAULTY: { description: 'Somebody has it, but its cloud no longer lists it.' },
  },
});
